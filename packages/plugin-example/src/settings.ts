import { type Static, Type } from '@sinclair/typebox';

/** What a configuration may say under `pluginSettings.maintenance`. The server checks it at its start. */
export const MaintenanceSettingsSchema = Type.Object(
  {
    /** The longest window that anybody may open, in hours. */
    maxHours: Type.Integer({ minimum: 1, maximum: 720, default: 12 }),
  },
  { additionalProperties: false },
);

/** Settings of this plugin, complete. */
export type MaintenanceSettings = Static<typeof MaintenanceSettingsSchema>;
