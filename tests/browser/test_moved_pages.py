"""Old addresses of pages lead on to where these stand now, with the state that an address carries."""

import pytest
from books import MOVED


@pytest.mark.parametrize("ending", [".html", ".run.html"])
def test_an_old_address_leads_on(browser, site, serve, ending):
    """To the new page, with what stands behind # in it, and the way back does not lead through it; without scripts it leads there, too."""
    address = serve(site)
    for old, new in MOVED.items():
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{address}robots.txt")
            page.goto(f"{address}{old}{ending}#where?image=3&class=2", wait_until="commit")
            page.wait_for_url(f"{address}{new}{ending}#where?image=3&class=2", wait_until="domcontentloaded")  # Chromium is still changing pages before
            page.go_back(wait_until="commit")
            page.wait_for_url(f"{address}robots.txt", wait_until="commit")  # the page left may still have changed its own address
        with browser.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{address}{old}{ending}", wait_until="commit")
            page.wait_for_url(f"{address}{new}{ending}", wait_until="commit")


def test_old_notebooks_are_the_new_ones(site):
    """Whoever has kept the address of a download gets what it holds now."""
    for old, new in MOVED.items():
        folder, name, before = (site / new).parent / "notebooks", new.rpartition("/")[2], old.rpartition("/")[2]
        found = {file.name: file.read_bytes() for file in folder.glob(f"{name}*.ipynb")}
        assert found and {before + file.removeprefix(name): (folder / (before + file.removeprefix(name))).read_bytes() for file in found} == {
            before + file.removeprefix(name): content for file, content in found.items()
        }
