import type { AppContext } from '../../http/app-context.ts';
import type { FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { registerAdministeredResource } from '../administration/administered-resource.routes.ts';
import { scheduleResource } from './schedule-resource.ts';

/** Schedules: list, show, change, delete. */
export const scheduleRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  registerAdministeredResource(app, context, scheduleResource(context));
};
