// What the report draws with; everything else of Observable Plot and d3 is left out of the bundle.
export {axisX, axisY, barX, gridX, gridY, plot, rectY, ruleX, ruleY, text, tip, pointerX, pointerY, stackX, stackY} from "@observablehq/plot";
