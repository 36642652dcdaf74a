"""The page of the explorer, which has the whole window: what the theme shows around a page is neither seen nor loaded there.

Where no module can run, as in a page opened from a folder, it is a page as any other (`explorer.css`).
"""

from .loading import LATE

FIGURE = '[data-explorable="explorer"]'
UNSEEN = ".logo__image, .explorable-still"  # a browser loads them late, if ever
UNREAD = "head link[rel='preload'][as='font'][href*='source-serif'], head script[src*='selfcheck']"
THEME = "body > script[src*='_static/bundles/']"
# `data-served` is written by the script that asks for the figure's files (`live.py`).
UNLESS_SERVED = """
  if (!("served" in document.documentElement.dataset)) document.body.append(Object.assign(document.createElement("script"), { src: "%s" }));
"""


def give_window(page):
    """Leave out of the page with the explorer what is not seen."""
    soup = page.soup
    if not soup.select_one(FIGURE):
        return
    for image in soup.select(UNSEEN):
        image["loading"] = "lazy"
    for tag in soup.select(UNREAD):
        tag.decompose()
    for script in soup.select(THEME):
        late = soup.new_tag("script")
        late.string = UNLESS_SERVED % script["src"]
        script.replace_with(late)
    for script in soup.select("body > script:not([src])"):
        if script.string and LATE in script.string:
            script.decompose()  # options of the theme's scripts
