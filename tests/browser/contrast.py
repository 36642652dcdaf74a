"""Of which texts axe judges the contrast: that takes milliseconds for each, and a page has a thousand pieces of code that look alike."""

MARKED = "data-judged"
# Marks the three longest of all texts that look alike, down to what they stand on: of single letters, and of what it cannot see, axe says nothing.
# What is in one box that lies over something else is alike only there. Controls and live figures are judged one by one.
MARK = """([mark, within]) => {
  const known = new Map(), numbers = new Map(), alike = new Map();
  const lookOf = (element) => {
    if (!element) return 0;
    if (!known.has(element)) {
      const style = getComputedStyle(element), isOver = /absolute|fixed|sticky/.test(style.position) || style.float !== "none";
      const own = [
        "color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow", "filter", "mixBlendMode",
        "visibility", "display",
      ];
      const on = lookOf(element.parentElement), box = isOver ? known.size : 0; // each box is another one
      const words = [on, box, element.localName, element.ariaDisabled, ...own.map((name) => style[name])].join(";");
      if (!numbers.has(words)) numbers.set(words, numbers.size + 1);
      known.set(element, numbers.get(words));
    }
    return known.get(element);
  };
  const lengthOf = (element) => [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data.trim()).join("").length;
  for (const element of document.querySelectorAll(`${within} *:not(head, head *)`)) {
    const look = lookOf(element);
    if (element.matches("input, select, textarea, button, .explorable *")) element.setAttribute(mark, "");
    else if (lengthOf(element)) alike.set(look, [...(alike.get(look) ?? []), element]);
  }
  for (const texts of alike.values()) {
    texts.sort((a, b) => b.checkVisibility() - a.checkVisibility() || lengthOf(b) - lengthOf(a));
    texts.slice(0, 3).forEach((text) => text.setAttribute(mark, ""));
  }
}"""
