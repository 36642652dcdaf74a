/* Grading and remembering, without a page. cnnviz_helpers/checks.py says the same in Python; a browser test compares the two. */

export const KEY = "investigating-cnns-selfchecks";
export const CHANGED = "selfcheck:changed"; // said on `document` after each change in this tab

const NUMBER = /^[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?$/;
const TWO_WAYS = /^[+-]?[1-9][0-9]{0,2},[0-9]{3}$/;

/** The number in `text`: {value}, or {problem}, a sentence. */
export function readNumber(text) {
  const words = text.trim().replace("\u2212", "-");
  if (TWO_WAYS.test(words)) {
    return { problem: `${words} can be read in two ways; write ${words.replace(",", "")} or ${words.replace(",", ".")}.` };
  }
  const value = NUMBER.test(words) ? Number(words.replace(",", ".")) : NaN;
  return Number.isFinite(value) ? { value } : { problem: `Expected a number such as 0.7 or -12, got ${words || "nothing"}.` };
}

/** Both ends included, whatever floats do in the last digit. */
export function isClose(value, target, tolerance) {
  return Math.abs(value - target) <= tolerance + 1e-12 * Math.max(1, Math.abs(target));
}

function shown(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value === 0 ? 0 : value) : String(Number(value.toPrecision(6)));
}

/**
 * What to say to `given`: a list of letters, or the text of a number.
 * question: {kind, answer, tolerance, answers: [{letter, mark, value}, …]}
 * Returns {problem}, or {verdict, isRight, remarks: [{index, mark, title}, …]} with the indices of the answers to show.
 */
export function grade(question, given) {
  if (question.kind === "number") return gradeNumber(question, readNumber(String(given)));
  const chosen = question.answers.map((answer) => given.includes(answer.letter));
  if (!chosen.includes(true)) return { problem: "Choose an answer first." };
  return question.kind === "choice" ? gradeChoice(question.answers, chosen.indexOf(true)) : gradeAll(question.answers, chosen);
}

function gradeChoice(answers, index) {
  const { letter, mark } = answers[index];
  const isRight = mark === "right";
  return { isRight, verdict: `${letter}: ${isRight ? "right" : "not yet"}.`, remarks: [{ index, mark, title: "" }] };
}

function gradeAll(answers, chosen) {
  const remarks = [];
  const counts = { right: 0, wrong: 0, missed: 0 };
  answers.forEach(({ letter, mark }, index) => {
    if (!chosen[index] && mark === "wrong") return;
    const word = chosen[index] ? mark : "missed";
    counts[word] += 1;
    remarks.push({ index, mark: word, title: `${letter}, ${word}:` });
  });
  const isRight = counts.wrong + counts.missed === 0;
  const letters = answers.filter((_, index) => chosen[index]).map((answer) => answer.letter).join(", ");
  const parts = Object.entries(counts).filter(([, count]) => count).map(([word, count]) => `${count} ${word}`).join(", ");
  return { isRight, verdict: `${letters}: ${isRight ? "right" : "not yet"} (${parts}).`, remarks };
}

function gradeNumber({ answer, tolerance, answers }, { value, problem }) {
  if (problem) return { problem };
  const isRight = isClose(value, answer, tolerance);
  const distance = (entry) => Math.abs(entry.value - value);
  const near = answers.filter((entry) => entry.value !== undefined).sort((a, b) => distance(a) - distance(b))[0];
  const wrong = near && isClose(value, near.value, tolerance) ? near : answers.find((entry) => entry.mark === "otherwise");
  const index = answers.indexOf(isRight ? answers.find((entry) => entry.mark === "right") : wrong);
  return {
    isRight,
    verdict: `${shown(value)}: ${isRight ? "right" : "not yet"}.`,
    remarks: [{ index, mark: isRight ? "right" : "wrong", title: "" }],
  };
}

/** A record of storage, if it is one that we wrote: {given, right, first}. */
function isRecord(record) {
  const given = record?.given;
  const isGiven = typeof given === "string" || (Array.isArray(given) && given.every((letter) => typeof letter === "string"));
  return isGiven && typeof record.right === "boolean" && typeof record.first === "boolean";
}

/** The reader's answers, in the browser's storage; where that is blocked or full, in this page's memory only. */
export class Answers {
  #memory = new Map();
  isKept = true;

  /** Everything that is remembered, a Map of id to {given, right, first}; read each time, since another tab may have written. */
  all() {
    if (!this.isKept) return new Map(this.#memory);
    let text = null;
    try {
      text = localStorage.getItem(KEY);
    } catch {
      this.isKept = false;
      return new Map(this.#memory);
    }
    try {
      return new Map(Object.entries(JSON.parse(text) ?? {}).filter(([, record]) => isRecord(record)));
    } catch {
      return new Map(); // not JSON: the next answer overwrites it
    }
  }

  /** Remember an answer. Whether the first try was right stays as it was at the first try. */
  remember(id, given, right) {
    const answers = this.all();
    answers.set(id, { given, right, first: answers.get(id)?.first ?? right });
    this.#write(answers);
  }

  forget(id) {
    const answers = this.all();
    answers.delete(id);
    this.#write(answers);
  }

  forgetAll() {
    this.#write(new Map());
  }

  #write(answers) {
    this.#memory = answers;
    try {
      if (answers.size) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(answers)));
      else localStorage.removeItem(KEY);
      this.isKept = true;
    } catch {
      this.isKept = false;
    }
  }
}

export const answers = new Answers();
