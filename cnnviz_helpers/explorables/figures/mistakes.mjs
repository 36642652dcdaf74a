/* The mistakes, as a museum: which class was taken for which; and of a photo, what spoke for the answer and what for the truth, exactly. */

import { argmax, number, percent, range, tint } from "../kit/draw.mjs";
import { button } from "../kit/controls.mjs";
import { beginCounting, mustBeLabelled, nothing } from "../kit/counts.mjs";
import { describe, el, write } from "../kit/element.mjs";
import { makeFrame, whole } from "../kit/frame.mjs";
import { walkOver } from "../kit/maps.mjs";
import { photoRow } from "../kit/photo-row.mjs";
import { progress } from "../kit/progress.mjs";
import { importLater, openNetwork } from "../kit/resources.mjs";
import * as WORDS from "./mistakes.words.mjs";

const SHOWN = 30; // photos of a cell
const CLOSE = 0.2; // a difference of scores, in the third try

/** counts[truth * n + answer]: how many photos. */
function confusion(answers, labels, n) {
  const counts = Array(n * n).fill(0);
  answers.forEach((answer, i) => { counts[labels[i] * n + answer] += 1; });
  return counts;
}

function triesOf(figure) {
  const { most, one, close } = WORDS.tries, { classes } = figure, isAll = () => figure.all().done === figure.photos.n, n = classes.length;
  const wrong = () => figure.counts.map((count, at) => (at % (n + 1) ? count : 0)), top = () => argmax(wrong());
  const largest = () => figure.seen.terms[0], isWrong = () => figure.seen && figure.seen.answer !== figure.seen.truth;
  return [
    {
      text: most.text, done: ({ isTouched, state }) => isTouched && isAll() && wrong()[state.truth * n + state.answer] === wrong()[top()],
      get then() {
        const { truth, answer } = figure.frame.state;
        return most.then(figure.counts[truth * n + answer], classes[truth], classes[answer], figure.counts[answer * n + truth]);
      },
    },
    {
      text: one.text, done: ({ isTouched }) => isTouched && isWrong() && largest().share > figure.seen.total,
      get then() {
        const { total, second } = figure.seen, now = argmax(figure.room.without(largest()));
        return one.then(largest().map, number(largest().share), number(total), classes[second], classes[now]);
      },
    },
    {
      text: close.text, done: ({ isTouched }) => isTouched && figure.seen && !isWrong() && figure.seen.total < CLOSE,
      get then() { return close.then(number(figure.seen.total), ...[figure.seen.first, figure.seen.second].map((k) => classes[k])); },
    },
  ];
}

class Mistakes {
  constructor(root, model, network, photos) {
    Object.assign(this, { network, classes: network.classes, photos, model, seen: null });
    this.frame = makeFrame(root, model, { title: WORDS.title, lead: WORDS.lead, allowed: this.allowed(), tries: triesOf(this) });
    this.state = this.frame.state;
    this.frame.draw = () => this.frame.later(() => this.show());
    this.build();
    this.frame.whenSeen(() => this.count());
  }

  allowed() {
    const aClass = whole(0, this.classes.length - 1);
    return { image: whole(0, this.photos.n - 1), truth: aClass, answer: aClass };
  }

  build() {
    const { frame, photos: { size } } = this;
    this.progress = progress(WORDS.count, () => frame.attempt(() => this.count()), () => this.counting.stop());
    this.head = el("p");
    this.row = photoRow(WORDS.photos, size, (image) => frame.set({ image }));
    this.museum = el(".x-museum", el("div", this.buildTable(), this.progress));
    frame.body.append(this.museum, el("div", this.head, this.row));
  }

  /** A button for each pair of a class and an answer; only one is a stop of the Tab key. */
  buildTable() {
    const { classes } = this, n = classes.length;
    this.cells = range(n * n).map((at) => {
      const walk = (event) => walkOver(this.cells, n, event);
      return button("", () => this.open(at), { tabindex: -1, onkeydown: walk });
    });
    const head = el("tr", el("td"), ...classes.map((name) => el("th", { scope: "col" }, el("span", name))));
    const rows = classes.map((name, truth) => el("tr", el("th", { scope: "row" }, name),
      ...range(n).map((answer) => el("td", this.cells[truth * n + answer]))));
    return el(".x-confusion", el("table", el("caption", WORDS.table), head, ...rows));
  }

  all() {
    return this.counting?.of({ kind: "none" }) ?? nothing(this.photos.n);
  }

  async count() {
    await beginCounting(this, () => this.frame.draw());
    return this.counting.ask([this.all()]);
  }

  /** Open a cell, and the first of its photos. */
  open(at) {
    const n = this.classes.length, [truth, answer] = [Math.floor(at / n), at % n], [image = this.state.image] =
      this.photosOf(truth, answer);
    this.frame.set({ truth, answer, image });
  }

  /** The photos of a cell as far as they are counted: mistakes with the surest first, right answers with the least sure. */
  photosOf(truth, answer) {
    const { answers, shares, done } = this.all(), isHere = (i) => this.counting.labels[i] === truth && answers[i] === answer;
    const sign = truth === answer ? -1 : 1, sure = (i) => sign * shares[i][answer];
    return range(done).filter(isHere).sort((a, b) => sure(b) - sure(a));
  }

  async show() {
    const { image } = this.state;
    if (!this.room) await this.bringRoom();
    if (this.seen?.image !== image) {
      const { rgb, label } = await this.photos.get(image);
      if (image !== this.state.image) return; // by now another was chosen
      this.seen = this.room.look(image, rgb, label);
    }
    this.showTable();
    this.showPhotos();
    this.say();
    this.frame.tick();
  }

  /** The room of the museum that shows one photo. */
  async bringRoom() {
    const { Room } = await importLater(this.model, "figures/mistakes.room.mjs");
    if (this.room) return; // it was asked for twice
    this.room = new Room(this.network, this.photos);
    this.museum.append(this.room.photo);
    this.frame.body.append(this.room.shares);
  }

  showTable() {
    const { classes, counting, state } = this, n = classes.length, all = this.all();
    this.counts = confusion(all.answers, counting?.labels, n);
    const wrong = Math.max(1, ...this.counts.filter((_, at) => at % (n + 1)));
    this.cells.forEach((cell, at) => {
      const [truth, answer] = [Math.floor(at / n), at % n], count = this.counts[at], isOpen = truth === state.truth
        && answer === state.answer;
      write(cell, count || "·");
      describe(cell, WORDS.cell(classes[truth], classes[answer], count));
      cell.style.cssText = truth !== answer && count ? tint(count, wrong, "signed") : "";
      cell.setAttribute("aria-pressed", isOpen);
      cell.tabIndex = isOpen ? 0 : -1;
    });
    this.progress.set({ ...all, isRunning: Boolean(counting?.isRunning) });
  }

  showPhotos() {
    const { classes, counting, state: { truth, answer, image } } = this, photos = this.photosOf(truth, answer), all = this.all();
    write(this.head, WORDS.ofCell(classes[truth], classes[answer], photos.length, SHOWN));
    this.row.show(photos.slice(0, SHOWN).map((i) => (
      { value: i, rgb: counting.rgbOf(i), words: [WORDS.photo(i), `${i}: ${percent(all.shares[i][answer])}`] })), image);
  }

  say() {
    const { classes, seen: { image, truth, answer, shares, first, second, total, terms } } = this;
    this.frame.say(WORDS.says({
      i: image, truth: classes[truth], answer: classes[answer], share: percent(shares[answer]), second: classes[second],
        total: number(total),
      top: { map: terms[0].map, share: number(terms[0].share) }, more: terms.filter(({ share }) => share > total).length, of: terms.length,
    }));
    this.frame.python(`evidence_difference(model, ${this.photos.name(image)}, ${first}, ${second}).terms`);
  }
}

async function render({ model, el: root }) {
  const network = await openNetwork(model), figure = new Mistakes(root, model, network, await mustBeLabelled(model, network));
  await figure.show();
  return figure.frame.close;
}

export default { render };
