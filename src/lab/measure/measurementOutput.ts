/**
 * Puts a result into the notebook, at the user's command only: as an output of its cell, which exports show,
 * or as metadata of it, which programs read.
 */
import type { ISharedCell, ISharedCodeCell } from '@jupyter/ydoc';
import type { IDisplayData } from '@jupyterlab/nbformat';
import type { PartialJSONObject } from '@lumino/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { recordAsJson } from './measurementExport';
import type { MeasurementRecord } from './measurementStore';
import { drawStripPlot } from './stripPlotDrawing';

/** The name of our part of a cell's metadata. */
export const METADATA_KEY = 'hybridize';

function isCodeCell(cell: ISharedCell): cell is ISharedCodeCell {
  return cell.cell_type === 'code';
}

/** A result line by line. */
function linesOf(record: MeasurementRecord, trans: TranslationBundle): string[] {
  const { display, functionName } = record;
  switch (display.kind) {
    case 'done':
      return [
        trans.__(
          '%1: %2',
          functionName,
          display.detail === '' ? display.headline : `${display.headline} (${display.detail})`
        ),
        ...(display.alarm === '' ? [] : [display.alarm]),
        ...(display.payoff === '' ? [] : [display.payoff]),
        ...display.facts.map(({ label, text }) => trans.__('%1: %2', label, text)),
        ...display.remarks
      ];
    case 'failed':
      return [
        trans.__('%1: %2', functionName, display.text),
        ...(display.alarm === '' ? [] : [display.alarm]),
        ...(display.details === '' ? [] : [display.details])
      ];
    case 'running':
    case 'asking':
      return [];
  }
}

/** The text form of a result. */
export function resultAsText(record: MeasurementRecord, trans: TranslationBundle): string {
  const { display } = record;
  const bars = display.kind === 'done' ? display.bars : [];
  const [head, ...rest] = linesOf(record, trans);
  return [
    head,
    ...bars.map(({ label, text, ratio }) =>
      `${label.padEnd(14)} ${text.padStart(8)} ${ratio}`.trimEnd()
    ),
    ...rest
  ].join('\n');
}

function appendText(parent: Element, name: string, text: string): Element {
  const made = parent.ownerDocument.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

/** The HTML form: built by calls of the DOM and then serialised, so that no text can become markup. */
export function resultAsHtml(
  record: MeasurementRecord,
  trans: TranslationBundle,
  document: Document
): string {
  const { display } = record;
  const block = document.createElement('div');
  const [head, ...rest] = linesOf(record, trans);
  const title = appendText(block, 'p', '');
  appendText(title, 'strong', head ?? '');
  if (display.kind === 'done') {
    const table = document.createElement('table');
    const header = document.createElement('tr');
    for (const name of ['', trans.__('Time of a call'), trans.__('Speed')]) {
      appendText(header, 'th', name);
    }
    table.append(header);
    for (const { label, text, ratio } of display.bars) {
      const row = document.createElement('tr');
      for (const value of [label, text, ratio]) {
        appendText(row, 'td', value);
      }
      table.append(row);
    }
    block.append(table);
    if (display.strip !== null) {
      block.append(drawStripPlot(display.strip, document));
    }
  }
  for (const line of rest) {
    appendText(block, 'p', line);
  }
  return new XMLSerializer().serializeToString(block);
}

/** A result as an output: HTML for browsers and exports, text for everything else. */
export function resultAsOutput(
  record: MeasurementRecord,
  trans: TranslationBundle,
  document: Document
): IDisplayData {
  return {
    output_type: 'display_data',
    data: {
      'text/html': resultAsHtml(record, trans, document),
      'text/plain': resultAsText(record, trans)
    },
    metadata: {}
  };
}

/** Adds a result behind the outputs of a cell; `false` where the cell is none of code. */
export function insertAsOutput(
  cell: ISharedCell,
  record: MeasurementRecord,
  trans: TranslationBundle
): boolean {
  if (!isCodeCell(cell)) {
    return false;
  }
  const count = cell.getOutputs().length;
  cell.updateOutputs(count, count, [resultAsOutput(record, trans, document)]);
  return true;
}

/** Keeps a result in the metadata of a cell, by the name of the function; an older one is replaced. */
export function keepInMetadata(cell: ISharedCell, record: MeasurementRecord): void {
  const present = cell.getMetadata(METADATA_KEY);
  const ours: PartialJSONObject =
    typeof present === 'object' && present !== null && !Array.isArray(present) ? present : {};
  const kept = ours.measurements;
  const measurements = new Map<string, unknown>(
    Object.entries(typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? kept : {})
  );
  measurements.set(record.functionName, recordAsJson(record));
  cell.setMetadata(METADATA_KEY, {
    ...ours,
    measurements: Object.fromEntries(measurements) as PartialJSONObject
  });
}
