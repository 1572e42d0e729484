/**
 * The report as SARIF 2.1.0, which code scanning services read.
 */
import type { NotedRange, Report } from '../analysis/report';
import { annotationsOf, type Annotation, type FileLine } from './annotation';

/** A path as a relative URI. */
function toUri(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

type Region = {
  readonly startLine: number;
  readonly startColumn?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
};

function regionOf(annotation: Annotation, fileLine: FileLine): Region {
  const { document, place, end } = annotation;
  const startLine = fileLine(document, place.cell, place.line);
  if (place.cell !== null) {
    return { startLine };
  }
  return end === null
    ? { startLine, startColumn: place.column }
    : { startLine, startColumn: place.column, endLine: end.line, endColumn: end.column };
}

function relatedLocation(range: NotedRange, id: number, fileLine: FileLine): object {
  return {
    id,
    message: { text: range.note === '' ? 'here' : range.note },
    physicalLocation: {
      artifactLocation: { uri: toUri(range.document) },
      region: { startLine: fileLine(range.document, range.cell, range.line) }
    }
  };
}

function resultOf(annotation: Annotation, ruleIndex: number, fileLine: FileLine): object {
  const { code, level, message, document, place, functionName, related } = annotation;
  const names = [
    ...(place.cell === null ? [] : [{ name: `cell ${place.cell + 1}`, kind: 'module' }]),
    ...(functionName === null ? [] : [{ fullyQualifiedName: functionName, kind: 'function' }])
  ];
  return {
    ruleId: code,
    ruleIndex,
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(document) },
          region: regionOf(annotation, fileLine)
        },
        ...(names.length === 0 ? {} : { logicalLocations: names })
      }
    ],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map((range, id) => relatedLocation(range, id, fileLine)) })
  };
}

/** One run with one result per remark. */
export function toSarif(report: Report, fileLine: FileLine): string {
  const annotations = annotationsOf(report);
  const codes = [...new Set(annotations.map(({ code }) => code))].sort();
  const run = {
    tool: {
      driver: {
        name: report.tool.name,
        version: report.tool.version,
        rules: codes.map(id => ({ id }))
      }
    },
    columnKind: 'utf16CodeUnits',
    results: annotations.map(annotation =>
      resultOf(annotation, codes.indexOf(annotation.code), fileLine)
    )
  };
  return `${JSON.stringify({ version: '2.1.0', runs: [run] }, null, 2)}\n`;
}
