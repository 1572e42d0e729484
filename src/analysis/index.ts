/**
 * The analysis: Python text in, a report out. Knows no notebook, no Jupyter, no file system.
 */
import { attachEdits, createEditVerifier, EditMemory, type IEditVerifier } from './edits';
import type { Draft } from './facts/recommended';
import { buildReport } from './facts/report';
import { ReportMemory, UnusedReportMemory } from './facts/reportMemory';
import type { ModuleTree } from './interpreter/program';
import { createStore, runProgram } from './interpreter/program';
import type { InterpreterStore } from './interpreter/program';
import type { ProgramRecord } from './interpreter/record';
import { importsOf } from './interpreter/definitions';
import { canonicalPath, createPublishedRegistry, createRegistry } from './libraries';
import type { IModelRegistry } from './libraries/model';
import { LibraryKnowledge } from './libraries/knowledge';
import type { AnalysisOptions, ModuleSource, Project } from './program';
import type { Report } from './report';
import { parseUnit } from './syntax/lower';
import type { IPythonParser } from './syntax/parser';
import type { UnitTree } from './syntax/tree';
import { ValueTable } from './values/table';

export type { AnalysisOptions, ModuleSource, Project, SourceUnit } from './program';
export * from './report';
export { partsOf } from './projectParts';
export { createPythonParser } from './syntax/parser';
export type { IPythonParser } from './syntax/parser';

/** What an engine is made of. */
export type EngineParts = {
  readonly parser: IPythonParser;
};

/** Values and finished runs are dropped, and made anew, when a table has grown beyond this number. */
const VALUES_KEPT = 400_000;

/**
 * Analyses projects, again and again: what did not change since the last time is not parsed, and not run, again.
 */
export class AnalysisEngine {
  constructor(private readonly _parts: EngineParts) {
    this._editVerifier = createEditVerifier(_parts.parser);
  }

  /**
   * Names of the knowledge files that the project's imports ask for (`tensorflow`, `keras`, `numpy`, `python`) and
   * that the engine does not have yet.
   */
  requiredKnowledge(project: Project): readonly string[] {
    const wanted = new Set<string>(['python']);
    for (const module of project.modules) {
      for (const statement of importsOf(this._parse(module))) {
        const names =
          statement.kind === 'Import'
            ? statement.names.map(alias => alias.name)
            : [statement.module ?? ''];
        names.forEach(name => {
          knowledgeFor(canonicalPath(name).split('.')[0]).forEach(file => wanted.add(file));
        });
      }
    }
    return [...wanted].filter(name => !this._knowledge.has(name));
  }

  /** Gives the engine a knowledge file, as parsed JSON. */
  addKnowledge(name: string, json: unknown): void {
    this._knowledge.add(name, json);
    this._registries.clear();
    this._stores.clear();
  }

  /** Analyses the project. The order of its modules is the order of the report's documents. */
  analyse(project: Project, options: AnalysisOptions): Report {
    const { record, modules } = this.run(project, options.rules);
    return attachEdits(
      buildReport(record, modules, options, this._reports),
      modules,
      this._editVerifier,
      this._edits
    );
  }

  /** Analyses a project that is not going to be edited: nothing is kept, which is quicker. */
  analyseOnce(project: Project, options: AnalysisOptions): Report {
    const modules = this._treesOf(project);
    this._trees.clear();
    const store = createStore(new ValueTable(), { isForEdits: false });
    const record = runProgram(store, this._registryOf(options.rules), modules);
    return attachEdits(
      buildReport(record, modules, options, new UnusedReportMemory()),
      modules,
      this._editVerifier,
      null
    );
  }

  /** The annotated program alone, for tests and checks. */
  run(
    project: Project,
    rules: AnalysisOptions['rules'] = 'recommended'
  ): {
    readonly record: ProgramRecord;
    readonly modules: readonly ModuleTree[];
  } {
    const modules = this._treesOf(project);
    const registry = this._registryOf(rules);
    const kept = this._stores.get(rules);
    const isFirst = kept === undefined || kept.values.size > VALUES_KEPT;
    const store = isFirst ? createStore(new ValueTable(), { isForEdits: true }) : kept;
    this._stores.set(rules, store);
    const record = runProgram(store, registry, modules);
    if (!record.isTight) {
      return { record, modules };
    }
    // What is replayed costs nothing: of a program at the bounds a first analysis says less.
    this._stores.delete(rules);
    return isFirst
      ? { record, modules }
      : {
          record: runProgram(
            createStore(new ValueTable(), { isForEdits: true }),
            registry,
            modules
          ),
          modules
        };
  }

  /** The libraries as a rule set knows them: the published tool's engine knows less. */
  private _registryOf(rules: AnalysisOptions['rules']): IModelRegistry {
    let registry = this._registries.get(rules);
    if (registry === undefined) {
      const known = createRegistry(this._knowledge);
      registry = rules === 'published' ? createPublishedRegistry(known) : known;
      this._registries.set(rules, registry);
    }
    return registry;
  }

  private _treesOf(project: Project): readonly ModuleTree[] {
    return project.modules.map(source => ({ source, units: this._parse(source) }));
  }

  private _parse(module: ModuleSource): readonly UnitTree[] {
    return module.units.map(unit => {
      const key = `${unit.document}\u0000${unit.id}\u0000${unit.cellOffset}`;
      const tree = parseUnit(this._parts.parser, unit, this._trees.get(key) ?? null);
      this._trees.set(key, tree);
      return tree;
    });
  }

  private readonly _editVerifier: IEditVerifier;
  private readonly _reports = new ReportMemory<Draft>();
  private readonly _edits = new EditMemory();
  private readonly _knowledge = new LibraryKnowledge();
  private readonly _trees = new Map<string, UnitTree>();
  private readonly _registries = new Map<AnalysisOptions['rules'], IModelRegistry>();
  private readonly _stores = new Map<AnalysisOptions['rules'], InterpreterStore>();
}

/** An engine without knowledge yet. */
export function createEngine(parts: EngineParts): AnalysisEngine {
  return new AnalysisEngine(parts);
}

/** The knowledge files that an import of a library needs. */
function knowledgeFor(root: string): readonly string[] {
  switch (root) {
    case 'tensorflow':
    case 'keras':
      return ['tensorflow', 'keras', 'numpy'];
    case 'numpy':
      return ['numpy'];
    default:
      return [];
  }
}
