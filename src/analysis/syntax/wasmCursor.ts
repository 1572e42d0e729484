/**
 * A cursor over a tree of web-tree-sitter that stays on the WebAssembly side. The cursor of the package copies itself
 * there and back with each step, value by value, which took as long as parsing does. This one calls the same exports
 * of the runtime (`lib/binding.c` of web-tree-sitter 0.27: a cursor lies in the transfer buffer for as long as nobody
 * else uses it).
 */
import type { Language } from 'web-tree-sitter';
import { nodeType, type NodeType } from './nodeType';
import type { IConcreteCursor } from './parser';

/** The exports that are called: Emscripten puts them onto the object that `Parser.init` was given. Addresses are bytes. */
export interface ITreeRuntime {
  _ts_tree_root_node_wasm(tree: number): void;
  _ts_node_has_error_wasm(tree: number): number;
  _ts_tree_cursor_new_wasm(tree: number): void;
  _ts_tree_cursor_delete_wasm(tree: number): void;
  _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  _ts_tree_cursor_goto_parent_wasm(tree: number): number;
  _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  _ts_tree_cursor_current_node_is_missing_wasm(tree: number): number;
  _ts_tree_cursor_start_index_wasm(tree: number): number;
  _ts_tree_cursor_end_index_wasm(tree: number): number;
  _ts_tree_cursor_current_field_id_wasm(tree: number): number;
}

/** Whether the root of a tree has a syntax error below it. */
export function hasErrorIn(runtime: ITreeRuntime, tree: number): boolean {
  runtime._ts_tree_root_node_wasm(tree);
  return runtime._ts_node_has_error_wasm(tree) === 1;
}

/** The types of a grammar's nodes, and the names of its fields, by their numbers. */
export class NodeTypes {
  constructor(private readonly _language: Language) {
    this._types = Array.from(_language.types, (name, type) =>
      nodeType(name, _language.nodeTypeIsNamed(type))
    );
  }

  of(type: number): NodeType {
    return this._types[type] ?? ERROR;
  }

  fieldOf(field: number): string | null {
    return this._language.fields[field] ?? null;
  }

  private readonly _types: readonly NodeType[];
}

/** No grammar defines it: its number is beyond all others. */
const ERROR = nodeType('ERROR', true);

/** At the root of the tree at an address. To be deleted before the next tree is looked at. */
export class WasmCursor implements IConcreteCursor {
  constructor(
    private readonly _runtime: ITreeRuntime,
    private readonly _types: NodeTypes,
    private readonly _tree: number
  ) {
    _runtime._ts_tree_root_node_wasm(_tree);
    _runtime._ts_tree_cursor_new_wasm(_tree);
  }

  get nodeType(): NodeType {
    return this._types.of(this._runtime._ts_tree_cursor_current_node_type_id_wasm(this._tree));
  }
  get nodeIsMissing(): boolean {
    return this._runtime._ts_tree_cursor_current_node_is_missing_wasm(this._tree) === 1;
  }
  get startIndex(): number {
    return this._runtime._ts_tree_cursor_start_index_wasm(this._tree);
  }
  get endIndex(): number {
    return this._runtime._ts_tree_cursor_end_index_wasm(this._tree);
  }
  get currentFieldName(): string | null {
    const field = this._runtime._ts_tree_cursor_current_field_id_wasm(this._tree);
    return this._types.fieldOf(field);
  }
  gotoFirstChild(): boolean {
    return this._runtime._ts_tree_cursor_goto_first_child_wasm(this._tree) === 1;
  }
  gotoNextSibling(): boolean {
    return this._runtime._ts_tree_cursor_goto_next_sibling_wasm(this._tree) === 1;
  }
  gotoParent(): boolean {
    return this._runtime._ts_tree_cursor_goto_parent_wasm(this._tree) === 1;
  }

  /** Frees it. */
  delete(): void {
    this._runtime._ts_tree_cursor_delete_wasm(this._tree);
  }
}
