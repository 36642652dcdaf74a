/* JSON out of a file that anybody may have written. */

import * as words from "./words.mjs";

const { refuse } = words;

const MOST_DEEP = 200;
const QUOTE = 34, ESCAPE = 92, OPEN = [91, 123], CLOSE = [93, 125]; // " \ [ { ] }

/** The value in a JSON file, an ArrayBuffer; `name` is the file's, for a sentence. */
export function readJson(buffer, name) {
  if (isTooDeep(new Uint8Array(buffer))) refuse(words.tooDeep(name));
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(buffer));
  } catch {
    return refuse(words.notJson(name));
  }
}

/** Whether brackets stand in each other deeper than any network needs: all that walks over the value would run out of room. */
function isTooDeep(bytes) {
  let deep = 0, isText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (isText) {
      if (byte === ESCAPE) i++;
      else isText = byte !== QUOTE;
    } else if (byte === QUOTE) isText = true;
    else if (OPEN.includes(byte) && ++deep > MOST_DEEP) return true;
    else if (CLOSE.includes(byte)) deep--;
  }
  return false;
}
