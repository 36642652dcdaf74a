"""What the workers of a page say to it, for tests that compare numbers."""

# Runs before the page.
LISTEN = """
const Usual = Worker;
window.heard = [];
window.Worker = class extends Usual {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => window.heard.push(data));
  }
};
"""
# A number array as a list.
PLAIN = "(_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value)"


def heard(page, which):
    """Everything that workers have posted and for which the script `which`, a function of it, holds."""
    return page.evaluate(f"JSON.parse(JSON.stringify(window.heard.filter({which}), {PLAIN}))")
