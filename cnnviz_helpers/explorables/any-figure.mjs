/* Starts the live figures of a page that may show any of them, as one whose code runs there. Modules are loaded when they are needed. */

import { bringToLife } from "./mount.mjs";

bringToLife(async (name) => (await import(new URL(`figures/${name}.mjs`, import.meta.url).href)).default);
