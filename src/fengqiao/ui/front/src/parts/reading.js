// Reads what is marked data-read aloud, block by block, with a voice of this device: nothing is sent anywhere.
import Alpine from "@alpinejs/csp";

const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, summary";
const CHINESE = /[㐀-鿿]/;
const OTHER = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

// The blocks in their order, whatever is folded or hidden left out.
function linesOf(root) {
  const lines = [];
  for (const part of root.querySelectorAll("[data-read]")) {
    const inside = part.matches(BLOCKS) ? [part] : Array.from(part.querySelectorAll(BLOCKS));
    for (const block of inside) {
      const text = block.querySelector(BLOCKS) ? "" : block.innerText.trim();
      if (text) lines.push(text);
    }
  }
  return lines;
}

// A voice that works on the device itself; others would send the text away.
function voiceFor(language) {
  const own = window.speechSynthesis.getVoices().filter((voice) => voice.localService);
  const tag = (voice) => voice.lang.replace("_", "-").toLowerCase();
  const wanted = language.toLowerCase();
  return own.find((voice) => tag(voice) === wanted) || own.find((voice) => tag(voice).startsWith(wanted.slice(0, 2)));
}

// Who reads a block: Chinese, English (or Chinese, which knows its letters), else the page's own language or nobody.
function readerOf(text) {
  if (CHINESE.test(text)) return voiceFor("zh-CN");
  return OTHER.test(text) ? voiceFor(document.documentElement.lang) : voiceFor("en") || voiceFor("zh-CN");
}

const canSpeak = () => "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

Alpine.data("readingAloud", () => ({
  isMute: true,
  state: "still",
  lines: [],
  place: 0,
  turn: 0,

  init() {
    if (!canSpeak()) return;
    this.look = () => (this.isMute = !voiceFor("zh-CN"));
    this.hush = () => this.stop();
    this.look();
    if (window.speechSynthesis.addEventListener) window.speechSynthesis.addEventListener("voiceschanged", this.look);
    window.addEventListener("pagehide", this.hush);
  },

  destroy() {
    if (!canSpeak()) return;
    if (window.speechSynthesis.removeEventListener) window.speechSynthesis.removeEventListener("voiceschanged", this.look);
    window.removeEventListener("pagehide", this.hush);
    this.stop();
  },

  get isStill() {
    return this.state === "still";
  },

  get label() {
    const words = this.$root.dataset;
    return { still: words.start, reading: words.pause, waiting: words.goOn }[this.state];
  },

  // One button: begin, pause, go on with the block at which it was paused.
  turnOver() {
    if (this.state === "reading") {
      this.quiet("waiting");
      return;
    }
    if (this.state === "still") {
      this.lines = linesOf(document);
      this.place = 0;
    }
    this.state = "reading";
    this.say();
  },

  say() {
    if (this.place >= this.lines.length) {
      this.quiet("still");
      return;
    }
    const turn = ++this.turn;
    const text = this.lines[this.place];
    const spoken = new SpeechSynthesisUtterance(text);
    const voice = readerOf(text);
    if (!voice) {
      this.place += 1;
      this.say();
      return;
    }
    spoken.voice = voice;
    spoken.lang = voice.lang;
    spoken.onend = () => {
      if (turn !== this.turn) return;
      this.place += 1;
      this.say();
    };
    spoken.onerror = () => {
      if (turn === this.turn) this.quiet("still");
    };
    window.speechSynthesis.speak(spoken);
  },

  // What still sounds ends, and its end moves nothing on.
  quiet(state) {
    this.turn += 1;
    this.state = state;
    window.speechSynthesis.cancel();
  },

  stop() {
    if (this.state !== "still") this.quiet("still");
  },

  leave() {
    this.stop();
    this.$refs.main.focus();
  },
}));
