"""The live figures as notebooks show them: one module each, with its loader, and a model that speaks as anywidget's does."""

import json

import pytest
from thorough import some
from waiting import wait_until

from cnnviz_helpers import explore
from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.surroundings import IN_THE_BOOK

# A notebook's model: get, set, save_changes, on, off; bytes come as DataViews that begin somewhere in a larger buffer.
PAGE = """<!doctype html><html lang="en"><title>A notebook</title><link rel="icon" href="data:,">
<style id="css"></style><div id="out"></div><script type="module">
const view = async (name) => {
  const bytes = new Uint8Array(await (await fetch(`files/${name}`)).arrayBuffer()), large = new Uint8Array(bytes.length + 24);
  large.set(bytes, 8);
  return new DataView(large.buffer, 8, bytes.length);
};
class Model {
  constructor(values) { Object.assign(this, { values, saved: [], listeners: new Set() }); }
  get(key) { return this.values[key]; }
  set(key, value) { this.values[key] = value; this.listeners.forEach(([name, call]) => { if (name === `change:${key}`) call(); }); }
  save_changes() { this.saved.push(structuredClone(this.values.state)); }
  on(name, call) { this.listeners.add([name, call]); }
  off(name, call) { this.listeners.forEach((pair) => { if (pair[0] === name && pair[1] === call) this.listeners.delete(pair); }); }
}
window.show = async (name) => {
  const { state, defaults, picture, names } = await (await fetch(`files/${name}.json`)).json();
  const files = Object.fromEntries(await Promise.all(names.map(async (file) => [file, await view(file)])));
  window.model = new Model({ state, defaults, picture, files });
  const element = document.createElement("div");
  document.querySelector("#out").replaceChildren(element);
  window.end = await (await import(`./${name}-widget.mjs`)).default.render({ model, el: element, experimental: {} });
  return element.textContent;
};
</script>"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory, serve, browser):
    """A page with what each widget sends, and nothing else: a module that is not sent along, or a file asked for, is not there."""
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "files").mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(IN_THE_BOOK, raising=False)
        for name in FIGURES:
            widget = explore(name)
            (folder / f"{name}-widget.mjs").write_text(widget._esm, encoding="utf-8")
            for file, data in widget.files.items():
                (folder / "files" / file).write_bytes(data)
            told = {"state": widget.state, "defaults": widget.defaults, "picture": widget.picture, "names": list(widget.files)}
            (folder / "files" / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    address = serve(folder)
    page = browser.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{address}index.html")
    wait_until(page, "Boolean(window.show)")
    yield page
    page.close()


@pytest.mark.parametrize("name", some(FIGURES, "kernel-lab", "where", "being-born"))
def test_every_figure_lives_in_a_notebook(notebook, name):
    """It starts from its module and the widget's files, says in words what it shows, complains about nothing, and goes without a trace."""
    notebook.complaints.clear()
    words = notebook.evaluate("(name) => show(name)", name)
    assert "Try this" in words and "cannot run" not in words
    wait_until(notebook, "document.querySelector('.x-live').textContent.length > 20", timeout=20000)
    assert not notebook.get_by_role("button", name="Copy a link").count()  # a notebook's address says nothing about the figure
    notebook.evaluate("end()")
    assert notebook.evaluate("document.querySelector('#out > div').childElementCount + model.listeners.size") == 0
    assert notebook.complaints == []


def test_the_state_goes_both_ways(notebook):
    """A choice in the figure is saved for Python; a state set by Python is shown, once."""
    notebook.evaluate("show('kernel-lab')")
    notebook.get_by_label("filter", exact=True).select_option("7")
    assert notebook.evaluate("model.saved.at(-1).filter") == 7
    n_saved = notebook.evaluate("model.saved.length")
    notebook.evaluate("model.set('state', { ...model.get('state'), filter: 3, image: 21 })")
    wait_until(notebook, "document.querySelector('.x-picker input').value === '21'")
    assert notebook.get_by_label("filter", exact=True).input_value() == "3" and notebook.evaluate("model.saved.length") == n_saved
    notebook.evaluate("model.set('state', { ...model.get('state'), filter: 'none', image: 20 })")  # what makes no sense is left alone
    wait_until(notebook, "document.querySelector('.x-picker input').value === '20'")
    assert notebook.get_by_label("filter", exact=True).input_value() == "3"


def test_the_ablation_bench_counts_in_its_worker(notebook):
    """The worker's module, too, is sent along, and imports the others by their addresses."""
    notebook.evaluate("show('ablation')")
    wait_until(notebook, "document.querySelector('.x-frame').textContent.includes('of all photos right (−3.1 points); whole network 76.0 %')", timeout=60000)


@pytest.mark.thorough
def test_workers_that_come_later_run_in_a_notebook(notebook):
    """One weight finds its losses; a small network is trained for an epoch."""
    notebook.complaints.clear()
    notebook.evaluate("show('one-weight')")
    wait_until(notebook, "/Over 50 photos the loss is \\d/.test(document.querySelector('.x-live').textContent)", timeout=120_000)
    notebook.evaluate("end()")
    notebook.evaluate("show('train-it')")
    notebook.get_by_role("button", name="Train").click()
    wait_until(notebook, "document.querySelector('.x-live').textContent.includes('After epoch 1')", timeout=60_000)
    notebook.evaluate("end()")
    assert notebook.complaints == []
