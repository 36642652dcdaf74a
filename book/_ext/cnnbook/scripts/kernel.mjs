/* A kernel on a Jupyter server: REST to start and stop it, messages over a WebSocket to run code
   (https://jupyter-client.readthedocs.io/en/stable/messaging.html). Nothing is asked of a server before the reader names it. */

const OWN_PAGES = /\/(lab|tree|notebooks|edit|doc|login)(\/.*)?$|\/$/; // of Jupyter, below a server's base address

/** The address that Jupyter prints, or a shorter one -> {base, token}. */
export function readServer(text) {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!/^https?:$/.test(url?.protocol)) {
    throw new Error(`Expected an address such as http://127.0.0.1:8888/?token=…, got “${text}”; copy the one that Jupyter prints.`);
  }
  return { base: url.origin + url.pathname.replace(OWN_PAGES, ""), token: url.searchParams.get("token") ?? "" };
}

/** Have Binder start a server at the address where it builds a repository; `say` gets its messages. -> {base, token} */
export function startOnBinder(address, say) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(address);
    const end = (settle, value) => { source.close(); settle(value); };
    source.onmessage = ({ data }) => {
      const { phase, message, url, token } = JSON.parse(data);
      if (phase === "ready") end(resolve, { base: url.replace(/\/$/, ""), token });
      else if (phase === "failed") end(reject, new Error(`Binder could not start a server: ${message.trim()}`));
      else say(`Binder, ${phase}: ${message?.trim() ?? ""}`);
    };
    source.onerror = () => end(reject, new Error("Binder does not answer; try again later, or use a server of your own."));
  });
}

/** One kernel. `onlost` is called when its connection ends unasked. */
export class Kernel {
  #server;
  #id;
  #socket;
  #session = Math.random().toString(36).slice(2);
  #sent = 0;
  #open = new Map(); // the id of a request -> what waits for its replies
  onlost = () => {};

  /** Start a kernel on `server`, {base, token}. */
  static async start(server) {
    const kernel = new Kernel();
    kernel.#server = server;
    kernel.#id = (await kernel.#ask("POST", "", { name: "python3" })).id;
    await kernel.#connect();
    return kernel;
  }

  async #ask(method, path, body) {
    const { base, token } = this.#server;
    let answer;
    try {
      answer = await fetch(`${base}/api/kernels${path}`, {
        method, body: body && JSON.stringify(body), keepalive: method === "DELETE",
        headers: { Authorization: `token ${token}`, "Content-Type": "application/json" },
      });
    } catch {
      // A refused token looks the same: the answer to it may not be read by another site's page.
      const likely = "Is it running, is the token right, and was it started with the line below, which lets this page in?";
      throw new Error(`${base} does not answer this page. ${likely}`);
    }
    if (!answer.ok) throw new Error(`${base} is no Jupyter server that can start kernels: it answers ${answer.status}.`);
    return answer.status === 204 ? null : answer.json();
  }

  #connect() {
    const { base, token } = this.#server;
    const query = `session_id=${this.#session}&token=${encodeURIComponent(token)}`;
    this.#socket = new WebSocket(`${base.replace(/^http/, "ws")}/api/kernels/${this.#id}/channels?${query}`);
    this.#socket.onmessage = ({ data }) => { if (typeof data === "string") this.#receive(JSON.parse(data)); };
    return new Promise((resolve, reject) => {
      this.#socket.onopen = resolve;
      this.#socket.onclose = () => {
        const lost = new Error("The connection to the kernel ended.");
        reject(lost);
        this.#open.forEach((request) => request.reject(lost));
        this.#open.clear();
        this.onlost();
      };
    });
  }

  #receive({ header, parent_header: parent, content }) {
    const request = this.#open.get(parent?.msg_id);
    if (!request) return;
    if (header.msg_type === "status") {
      if (content.execution_state !== "idle") return;
      this.#open.delete(parent.msg_id);
      request.resolve(!request.failed);
    } else {
      request.failed ||= header.msg_type === "error";
      request.onoutput(header.msg_type, content);
    }
  }

  /** Run `code`; `onoutput(type, content)` gets its messages as they come. -> whether it ran without an error */
  run(code, onoutput = () => {}) {
    const id = `${this.#session}-${this.#sent++}`;
    const header = {
      msg_id: id, msg_type: "execute_request", session: this.#session, username: "", date: new Date().toISOString(), version: "5.3",
    };
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, stop_on_error: false };
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject, onoutput });
      this.#socket.send(JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: "shell", buffers: [] }));
    });
  }

  /** Stop what runs; it ends with a KeyboardInterrupt. */
  interrupt() {
    return this.#ask("POST", `/${this.#id}/interrupt`);
  }

  /** Forget all variables. */
  async restart() {
    this.#socket.onclose = null;
    this.#socket.close();
    this.#open.forEach(({ reject }) => reject(new Error("The kernel was restarted.")));
    this.#open.clear();
    await this.#ask("POST", `/${this.#id}/restart`);
    await this.#connect();
  }

  /** End the kernel. Its server goes on. */
  end() {
    this.#socket.onclose = null;
    this.#socket.close();
    return this.#ask("DELETE", `/${this.#id}`);
  }
}
