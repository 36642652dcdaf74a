"""Copy this file into the folder of your nbgrader course."""

c = get_config()  # noqa: F821: nbgrader defines it

c.CourseDirectory.course_id = "investigating-cnns"
# A blank stands above the place of each answer, so that a cell that nobody filled in runs, and its check says what is missing.
c.ClearSolutions.code_stub = {"python": "# Put your answer in the place of ___ above."}
c.ExecutePreprocessor.timeout = 300
