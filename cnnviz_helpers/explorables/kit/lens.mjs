/* The reader's camera: asked for when it is wanted, and switched off so that its light goes out. */

import * as KIT_WORDS from "./words.mjs";

export class Lens {
  stream = null; // while it is on
  cameras = []; // what the browser calls each camera that there is
  isAsking = false; // whether a camera may be used

  /**
   * Switch on a camera, one that is as `wanted` (as `getUserMedia` takes it for video) if there is such a one;
   * not while one is being asked for. Throws one sentence.
   */
  async open(wanted) {
    if (this.isAsking) return;
    this.stop();
    this.isAsking = true;
    try {
      const { mediaDevices } = navigator;
      this.stream = await mediaDevices.getUserMedia({ video: wanted });
      this.cameras = (await mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput").map(({ deviceId }) => deviceId);
    } catch ({ name }) {
      this.stop();
      throw new Error(KIT_WORDS.cameraFaults[name] ?? KIT_WORDS.noCamera);
    } finally {
      this.isAsking = false;
    }
  }

  /** What the browser knows of the camera that is on. */
  get settings() {
    return this.stream?.getVideoTracks()[0].getSettings() ?? {};
  }

  /** What to want to get the camera after the one that is on; after the last one, the first. */
  get another() {
    const { cameras } = this;
    return { deviceId: { exact: cameras[(cameras.indexOf(this.settings.deviceId) + 1) % cameras.length] } };
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
  }
}
