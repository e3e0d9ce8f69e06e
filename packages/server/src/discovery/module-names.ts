import type { JobModuleError } from '../modules/jobs/job-module.entity.ts';

/**
 * Path of a module by its file: `devices/checks.ts` is `devices.checks`. Undefined when a part of the path is no name
 * that can stand in a URL and a path of a job.
 */
export function modulePathOf(file: string): string | undefined {
  const parts = file.replace(/\.[cm]?[jt]s$/, '').split('/');
  return parts.every((part) => /^[\p{L}\p{N}_-]+$/u.test(part)) ? parts.join('.') : undefined;
}

/**
 * Where the file of a job's module lies, without its extension: `devices/checks` for `local/devices.checks/Cabling`, and
 * `checks` for `plugin/my_plugin.jobs.checks/Cabling`. The inverse of {@link modulePathOf}.
 */
export function moduleFileOf(classPath: string): string {
  const [slug = '', modulePath = ''] = classPath.split('/');
  const own = slug === 'plugin' ? modulePath.replace(/^[^.]+\.jobs\./, '') : modulePath;
  return own.replaceAll('.', '/');
}

/** Name of the plugin that a job comes from: `my_plugin` for `plugin/my_plugin.jobs.checks/Cabling`. Undefined for other sources. */
export function pluginNameOf(classPath: string): string | undefined {
  return /^plugin\/([^./]+)\.jobs\./.exec(classPath)?.[1];
}

/** Why a file has no path of a module. */
export function nameProblem(file: string): JobModuleError {
  const message = `The names of job modules and of their folders consist of letters, digits, "_" and "-". Rename ${file}, or begin its name with "_" if it is no job module.`;
  return { code: 'JOBWRIGHT_MODULE_NAME', message, file };
}
