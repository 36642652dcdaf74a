/* The self-checks of a page. All texts lie in the page; this module shows those that an answer asks for, and remembers the answer. */

import { CHANGED, KEY, answers, grade } from "./selfcheck-model.mjs";
import { Progress } from "./selfcheck-progress.mjs";

/** A new element with this class and text. */
function make(name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

/** One form: its controls, and what it shows. */
class SelfCheck {
  constructor(form) {
    this.form = form;
    this.id = form.dataset.question;
    this.inputs = [...form.querySelectorAll("input")];
    this.items = [...form.querySelectorAll(".selfcheck-answer")];
    this.status = form.querySelector(".selfcheck-status");
    this.again = form.querySelector(".selfcheck-again");
    this.forget = form.querySelector(".selfcheck-forget");
    this.shown = null;
    this.enable();
  }

  get isNumber() {
    return this.form.dataset.kind === "number";
  }

  /** What `grade` needs to know. */
  get question() {
    const { kind, answer, tolerance } = this.form.dataset;
    const list = this.items.map(({ dataset }) => ({
      letter: dataset.letter, mark: dataset.mark, value: dataset.value === undefined ? undefined : Number(dataset.value),
    }));
    return { kind, answer: Number(answer), tolerance: Number(tolerance), answers: list };
  }

  get given() {
    return this.isNumber ? this.inputs[0].value.trim() : this.inputs.filter((input) => input.checked).map((input) => input.value);
  }

  set given(value) {
    for (const input of this.inputs) {
      if (this.isNumber) input.value = value;
      else input.checked = value.includes(input.value);
    }
  }

  enable() {
    this.form.querySelectorAll("input, .selfcheck-number, .selfcheck-check").forEach((control) => { control.hidden = false; });
    // What is restored when the page opens is not announced; what the reader does from now on is.
    this.form.addEventListener("focusin", () => this.status.setAttribute("aria-live", "polite"), { once: true });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    // Marks beside a changed answer would speak of the old one.
    this.form.addEventListener("input", () => this.clearMarks());
    this.again.addEventListener("click", () => this.tryAgain());
    this.forget.addEventListener("click", () => {
      answers.forget(this.id);
      this.tryAgain();
      document.dispatchEvent(new Event(CHANGED));
    });
  }

  check() {
    const result = grade(this.question, this.given);
    this.show(result);
    if (result.problem) return;
    answers.remember(this.id, this.given, result.isRight);
    this.shown = JSON.stringify(this.given);
    document.dispatchEvent(new Event(CHANGED));
  }

  show(result) {
    this.clearMarks();
    const verdict = make("p", "selfcheck-verdict", result.problem ?? result.verdict);
    const isRight = result.isRight ? "right" : "wrong";
    verdict.dataset.mark = result.problem ? "problem" : isRight;
    this.status.replaceChildren(verdict, ...(result.remarks ?? []).map((remark) => this.remark(remark)));
    this.again.hidden = this.forget.hidden = Boolean(result.problem);
  }

  /** The feedback of one answer, copied from the fold, where it stays for those who look there. */
  remark({ index, mark, title }) {
    const item = this.items[index];
    const row = this.form.querySelector(`.selfcheck-option[data-letter="${item.dataset.letter}"]`);
    if (row) {
      row.dataset.mark = mark;
      row.append(make("span", "selfcheck-mark", mark));
    }
    const copy = item.querySelector(".selfcheck-feedback").cloneNode(true);
    copy.querySelectorAll("[id], [tabindex]").forEach((node) => {
      node.removeAttribute("id");
      node.removeAttribute("tabindex");
    });
    copy.dataset.mark = mark;
    if (title) copy.prepend(make("p", "selfcheck-answer-title", title));
    return copy;
  }

  clearMarks() {
    this.status.replaceChildren();
    this.form.querySelectorAll(".selfcheck-mark").forEach((mark) => mark.remove());
    this.form.querySelectorAll(".selfcheck-option[data-mark]").forEach((row) => { delete row.dataset.mark; });
    this.again.hidden = this.forget.hidden = true;
  }

  /** An empty form. The focus goes where one begins anew, since the button that had it is gone. */
  tryAgain() {
    const hadFocus = this.form.contains(document.activeElement);
    this.given = "";
    this.shown = null;
    this.clearMarks();
    if (hadFocus) this.inputs[0].focus();
  }

  /** Show what storage says, if that is not what is shown already. */
  restore(all) {
    const record = all.get(this.id);
    const key = record ? JSON.stringify(record.given) : null;
    if (key === this.shown) return;
    if (record) this.given = record.given;
    const result = record ? grade(this.question, this.given) : { problem: "nothing is remembered" };
    if (result.problem) {
      this.tryAgain();
      return;
    }
    this.shown = key;
    this.show(result);
  }
}

const checks = [...document.querySelectorAll("form.selfcheck")].map((form) => new SelfCheck(form));
const boxes = [...document.querySelectorAll(".selfcheck-progress")].map((box) => new Progress(box));

function refresh() {
  const all = answers.all();
  checks.forEach((check) => check.restore(all));
  boxes.forEach((box) => box.update(all));
}

document.addEventListener(CHANGED, refresh);
window.addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) refresh(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
refresh();

// Formulas may be set later than this runs; what was copied before then is copied again.
window.addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  checks.forEach((check) => { check.shown = null; });
  refresh();
});
