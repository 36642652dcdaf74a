"""What a finger does on a page."""


def swipe(page, at, right=0, down=0):
    """A finger is put down at `at`, (x, y) in the window, moved by so many pixels, and taken away."""
    tools, (x, y) = page.context.new_cdp_session(page), at
    for part in range(9):
        kind = "touchMove" if part else "touchStart"
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x + right * part / 8, "y": y + down * part / 8}]})
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
