/**
 * The report as workflow commands of GitHub Actions, which show as annotations.
 */
import type { Report } from '../analysis/report';
import { annotationsOf, type Annotation, type FileLine } from './annotation';

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

function command(annotation: Annotation, fileLine: FileLine): string {
  const { document, place, code, message } = annotation;
  const cell = place.cell === null ? '' : ` (cell ${place.cell + 1}, line ${place.line})`;
  const properties = [
    `file=${escapeProperty(document)}`,
    `line=${fileLine(document, place.cell, place.line)}`,
    // A column of a cell is none of the file.
    ...(place.cell === null ? [`col=${place.column}`] : []),
    `title=${escapeProperty(`hybridize: ${code}`)}`
  ].join(',');
  const name = annotation.level === 'warning' ? 'warning' : 'notice';
  return `::${name} ${properties}::${escapeData(message + cell)}`;
}

/** One workflow command per remark. Reasons for keeping a function eager are left out: nothing is to be done. */
export function toGithub(report: Report, fileLine: FileLine): string {
  return annotationsOf(report)
    .filter(({ level }) => level === 'warning')
    .map(annotation => `${command(annotation, fileLine)}\n`)
    .join('');
}
