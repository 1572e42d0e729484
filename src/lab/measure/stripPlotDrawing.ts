/**
 * Draws strip plots by calls of the DOM: nothing of a measurement ever becomes markup.
 */
import type { StripPlot } from './stripPlot';

const SVG = 'http://www.w3.org/2000/svg';

/** Sizes in units of the picture, which are CSS pixels at its natural size. */
const WIDTH = 520;
const LABEL_WIDTH = 84;
const END = 12;
const ROW_HEIGHT = 20;
const AXIS_HEIGHT = 16;
const RADIUS = 2.5;

function element(
  document: Document,
  name: string,
  attributes: Readonly<Record<string, string | number>>
): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, String(value));
  }
  return made;
}

function label(
  document: Document,
  text: string,
  attributes: Readonly<Record<string, string | number>>
): SVGElement {
  const made = element(document, 'text', {
    fill: 'currentColor',
    'font-size': 11,
    ...attributes
  });
  made.textContent = text;
  return made;
}

/** Draws a plot. It takes the colour of the text around it, and those of style sheets where there are any. */
export function drawStripPlot(plot: StripPlot, document: Document): SVGElement {
  const height = plot.rows.length * ROW_HEIGHT + AXIS_HEIGHT;
  const picture = element(document, 'svg', {
    class: 'jp-HybridizeStrip',
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    role: 'img'
  });
  picture.setAttribute('aria-label', plot.text);
  const title = element(document, 'title', {});
  title.textContent = plot.text;
  picture.append(title);
  const span = WIDTH - LABEL_WIDTH - END;
  const across = (share: number): number => Math.round((LABEL_WIDTH + share * span) * 100) / 100;
  plot.rows.forEach((row, index) => {
    const middle = index * ROW_HEIGHT + ROW_HEIGHT / 2;
    const group = element(document, 'g', {
      class: 'jp-HybridizeStrip-row',
      'data-side': row.isGraph ? 'graph' : 'eager'
    });
    group.append(
      label(document, row.label, { x: 0, y: middle + 4 }),
      element(document, 'line', {
        x1: across(0),
        x2: across(1),
        y1: middle,
        y2: middle,
        stroke: 'currentColor',
        'stroke-opacity': 0.2
      })
    );
    for (const mark of row.marks) {
      group.append(
        element(document, 'circle', {
          class: 'jp-HybridizeStrip-mark',
          cx: across(mark),
          cy: middle,
          r: RADIUS,
          fill: 'currentColor',
          'fill-opacity': 0.45
        })
      );
    }
    group.append(
      element(document, 'line', {
        class: 'jp-HybridizeStrip-median',
        x1: across(row.median),
        x2: across(row.median),
        y1: middle - 7,
        y2: middle + 7,
        stroke: 'currentColor',
        'stroke-width': 2
      })
    );
    picture.append(group);
  });
  picture.append(
    label(document, plot.from, { x: across(0), y: height - 3 }),
    label(document, plot.axis, { x: across(0.5), y: height - 3, 'text-anchor': 'middle' }),
    label(document, plot.to, { x: across(1), y: height - 3, 'text-anchor': 'end' })
  );
  return picture;
}
