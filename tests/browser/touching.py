"""What a finger does on a page."""


def swipe(page, at, right=0, down=0):
    """A finger is put down at `at`, (x, y) in the window, moved by so many pixels, and taken away."""
    tools, (x, y) = page.context.new_cdp_session(page), at
    for part in range(9):
        kind = "touchMove" if part else "touchStart"
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + right * part / 8, "y": y + down * part / 8}]})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def pinch(page, at, apart):
    """Two fingers are put down around `at`, (x, y) in the window, go apart, or together where `apart` is False, and are taken away."""
    tools, (x, y) = page.context.new_cdp_session(page), at
    for part in range(9):
        far = 10 + 3 * (part if apart else 8 - part)
        points = [{"x": x - far, "y": y, "id": 0}, {"x": x + far, "y": y, "id": 1}]
        tools.send("Input.dispatchTouchEvent", {"type": "touchMove" if part else "touchStart", "touchPoints": points})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def tap(page, element, **where):
    """A finger taps an element until the page hears of it: on a busy machine the browser takes a tap that it was told of late for a long press."""
    page.evaluate("window.taps ??= addEventListener('click', () => { window.taps += 1; }, true) ?? 0")
    before = page.evaluate("window.taps")
    while page.evaluate("window.taps") == before:
        element.tap(**where)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
