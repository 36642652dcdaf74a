"""The self-checks of the pages: directives, nodes, and the teacher's answer key."""
