/**
 * Reads settings and follows their changes.
 */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/**
 * Hands the settings of a plugin to a function, now and after each change. Without a registry, or where
 * the settings cannot be loaded, the feature keeps its defaults.
 */
export function followSettings(
  registry: ISettingRegistry | null,
  pluginId: string,
  apply: (settings: ISettingRegistry.ISettings) => void
): void {
  if (registry === null) {
    return;
  }
  registry.load(pluginId).then(
    settings => {
      apply(settings);
      settings.changed.connect(apply);
    },
    (reason: unknown) => {
      console.error(`jupyterlab-hybridize: the settings of ${pluginId} could not be read.`, reason);
    }
  );
}
