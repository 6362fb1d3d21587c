// The light on the spoken word and its sentence, through the CSS Custom Highlight API
// (https://drafts.csswg.org/css-highlight-api-1/): no node of the page is touched.

const LIGHTS = /** @type {const} */ (["earshot-sentence", "earshot-word"]);

class Lighting {
  /** @param {{sentence: string, word: string}} colours */
  constructor(colours) {
    this.sheet = new CSSStyleSheet();
    this.sheet.replaceSync(lightStyle(colours));
    /** @type {Set<DocumentOrShadowRoot>} whose words may be lit */
    this.trees = new Set();
    this.adopt(document);
    /** @type {Places[]} */
    this.grounds = [];
    this.isOn = { word: true, sentence: true };
  }

  /** Darkens whatever is lit. */
  clear() {
    for (const name of LIGHTS) highlights()?.delete(name);
  }

  /** @param {DocumentOrShadowRoot} tree */
  adopt(tree) {
    if (this.trees.has(tree)) return;
    this.trees.add(tree);
    tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, this.sheet];
  }

  close() {
    this.clear();
    for (const tree of this.trees) {
      tree.adoptedStyleSheets = tree.adoptedStyleSheets.filter((sheet) => sheet !== this.sheet);
    }
    this.trees.clear();
  }

  /**
   * Lights a word (-1 for none) and a sentence wherever they stand.
   * @param {Story} story
   * @param {number} word
   * @param {number} sentence
   */
  show(story, word, sentence) {
    const said = this.isOn.word && word >= 0 ? [word] : [];
    // Where colours are forced both lights look alike: the word's alone is left then.
    const isAlone = this.isOn.word && matchMedia("(forced-colors: active)").matches;
    const around = this.isOn.sentence && !isAlone ? story.wordsIn(sentence) : [];
    this.light("earshot-sentence", 0, this.ranges(story, around));
    this.light("earshot-word", 1, this.ranges(story, said));
  }

  /**
   * @param {string} name
   * @param {number} priority
   * @param {Range[]} ranges
   */
  light(name, priority, ranges) {
    const registry = highlights();
    if (!registry) return;
    for (const range of ranges) {
      const tree = range.startContainer.getRootNode();
      if (tree instanceof ShadowRoot) this.adopt(tree);
    }
    const light = new Highlight(...ranges);
    light.priority = priority;
    registry.set(name, light);
  }

  /**
   * @param {Story} story
   * @param {number[]} words
   */
  ranges(story, words) {
    return story.fits ? this.grounds.flatMap((ground) => rangesOn(ground, story, words)) : [];
  }
}

/**
 * The words on one ground: words side by side share a range, so that what an advertiser put between
 * two of them stays dark.
 * @param {Places} ground
 * @param {Story} story
 * @param {number[]} words of one block
 */
function rangesOn(ground, story, words) {
  const block = story.words[words[0] ?? -1]?.block;
  const place = block === undefined ? null : ground.of(block);
  const first = place ? (story.wordsOf(/** @type {number} */ (block))[0] ?? 0) : 0;
  /** @type {Range[]} */
  const ranges = [];
  let end = -1;
  for (const word of place ? words : []) {
    const span = place?.spans[word - first];
    if (!span || !place) continue;
    const range = place.wording.range(span, story.words[word]?.text ?? "");
    const last = ranges.at(-1);
    if (last && end === span[0]) last.setEnd(range.endContainer, range.endOffset);
    else ranges.push(range);
    end = span[1];
  }
  return ranges;
}

/** The page's highlights, where the browser has them. */
function highlights() {
  return "highlights" in CSS ? CSS.highlights : null;
}

/** @param {{sentence: string, word: string}} colours */
function lightStyle({ sentence, word }) {
  return `::highlight(earshot-sentence){background-color:${sentence}}
::highlight(earshot-word){background-color:${word}}
@media (forced-colors:active){::highlight(earshot-sentence),::highlight(earshot-word){background-color:Highlight;color:HighlightText}}`;
}
