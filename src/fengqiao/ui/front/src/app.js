// The page's behaviour: htmx for fragments, Alpine (without eval) for small components.
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
window.htmx = htmx;
window.Alpine = Alpine;
Alpine.start();
