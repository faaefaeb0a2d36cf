// The page's behaviour: htmx for fragments, Alpine (without eval) for small components, drafts, one sending at a time.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";
import { startDrafts, watchDrafts } from "./parts/drafts.js";
import { startFinding } from "./parts/finding.js";
import { watchMoving } from "./parts/moving.js";
import { startPieces, watchPieces } from "./parts/pieces.js";
import "./parts/reading.js";
import { boostKept, kindFetch, showDoor, watchSending } from "./parts/sending.js";
import { announce, toast, word } from "./parts/speech.js";
import { watchUploading } from "./parts/uploading.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
document.documentElement.classList.add("has-script");
window.htmx = htmx;
window.Alpine = Alpine;
window.fengqiao = { announce, toast, word, fetch: kindFetch };

watchUploading();
watchSending();
watchDrafts();
watchPieces();
watchMoving();
for (const start of [boostKept, startFinding, startDrafts, startPieces]) start(document);
document.addEventListener("htmx:load", (event) => {
  for (const start of [boostKept, startFinding, startDrafts, startPieces, showDoor]) start(event.detail.elt);
});
Alpine.start();
