/* What a figure remembers: its state, in the address or in Python, and drawing when that has changed. No element of a page in here. */

/**
 * The state of a figure. The figure gives it `draw`, which is called when the state has changed, and `fail(error)`, for what went wrong.
 * allowed: {name: (value) => whether the state may have it}.
 * The names of the state and their first values stand in Python's registry: model.get("defaults"); where one is not allowed, its `first`.
 */
export class Stateful {
  constructor(model, allowed) {
    Object.assign(this, { model, allowed, ends: [], isClosed: false, isTouched: false });
    this.defaults = Object.fromEntries(Object.entries(model.get("defaults")) // those of the book's network may not fit another one
      .map(([key, usual]) => [key, allowed[key](usual) ? usual : allowed[key].first ?? ""]));
    this.state = { ...this.defaults, ...this.given() };
    const follow = () => this.follow();
    model.on?.("change:state", follow); // in a notebook, Python can change the state too
    this.onEnd(() => model.off?.("change:state", follow));
  }

  /** What the address or Python wants: those entries that have a known name and a value that is allowed. */
  given() {
    const wanted = this.model.get("state");
    return Object.fromEntries(Object.entries(this.defaults)
      .map(([key, usual]) => [key, usual.constructor(wanted[key])]) // a Number or a String, like the usual one
      .filter(([key, value]) => this.allowed[key](value)));
  }

  /** Take over a state that came from elsewhere. */
  follow() {
    const other = this.given();
    if (Object.entries(other).some(([key, value]) => this.state[key] !== value)) this.change(other);
  }

  /** Change the state, and remember it in the address: what a figure does before a reader has touched it is not worth a place there. */
  set(changes) {
    if (this.isClosed) return;
    this.change(changes);
    if (this.isTouched) this.save();
  }

  save() {
    this.model.set("state", { ...this.state });
    this.model.save_changes();
  }

  /** `changed`, if there is one, is called once the new state is drawn. */
  change(changes) {
    Object.assign(this.state, changes);
    this.attempt(async () => {
      await this.draw?.();
      this.changed?.();
    });
  }

  /**
   * Do `work` when the screen is drawn next; of what is asked for more often, only the last: it takes the place that the first one has in
   * the next frame, else who asks in every frame would never be drawn. The promise is kept when that is done.
   */
  later(work) {
    return new Promise((done) => {
      this.next = () => done(this.attempt(work));
      if (!this.isClosed) this.busy ??= requestAnimationFrame(() => this.doNext());
    });
  }

  doNext() {
    this.busy = undefined;
    this.next();
  }

  /** Do what may fail. */
  async attempt(work) {
    try {
      await work?.();
    } catch (error) {
      console.error(error);
      this.fail(error);
    }
  }

  /** What is to be done when the figure is closed: at once, if it is closed already. */
  onEnd(end) {
    if (this.isClosed) end();
    else this.ends.push(end);
  }

  /** Ends it. */
  end() {
    this.isClosed = true;
    cancelAnimationFrame(this.busy);
    this.ends.forEach((end) => end());
  }
}

/** For `allowed`: whole numbers from `low` to `high`. */
export const whole = (low, high) => Object.assign((value) => Number.isInteger(value) && value >= low && value <= high, { first: low });
/** For `allowed`: one of these words. */
export const oneOf = (...words) => Object.assign((value) => words.includes(value), { first: words[0] });
