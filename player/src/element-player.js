// The player as its element uses it: with all that the element offers to the page.

import { skipSentence } from "./sentence-skip.js";
import { Player } from "./player.js";
import { shareLink } from "./share.js";
import { toggleTranscript } from "./transcript.js";

/** @import { Starter } from "./starter.js" */

export class ElementPlayer extends Player {
  /**
   * Takes over from the first script.
   * @param {Starter} starter
   */
  async continueFrom({ isWanted, offer }) {
    this.adBreaks.hasBegun = offer !== null;
    if (!isWanted) return;
    this.isWanted = true;
    if (offer && !offer.goesOn) return;
    if (offer?.isHeld && !(await this.adBreaks.wait(offer))) return;
    if (this.paused) this.play();
  }

  /**
   * Calls back with the player. Until it is loaded, the first script does so later.
   * @template Result
   * @param {(player: ElementPlayer) => Result} ask
   */
  defer(ask) {
    return ask(this);
  }

  /** @param {number} count */
  skipSentence(count) {
    skipSentence(this, count);
  }

  toggleTranscript() {
    toggleTranscript(this);
  }

  share() {
    return shareLink(this);
  }

  get token() {
    return this.paywall.current;
  }

  /** @param {string} token */
  setToken(token) {
    this.paywall.change(token);
  }

  nextStory() {
    this.playlist?.move(1);
  }

  previousStory() {
    this.playlist?.move(-1);
  }
}
