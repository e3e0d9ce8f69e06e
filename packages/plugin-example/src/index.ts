/**
 * What jobs import: the models. Everything here is loaded into isolates too, so it needs nothing of Node.
 *
 * @packageDocumentation
 */

export { MaintenanceWindow, maintenanceWindowModel } from './maintenance-window.ts';
export type { MaintenanceSettings } from './settings.ts';
