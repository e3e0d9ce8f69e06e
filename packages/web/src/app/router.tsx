import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { toAdminSearch } from '../features/admin/admin-search.ts';
import { toChangesSearch } from '../features/changes/changes-search.ts';
import { firstJobsQuery } from '../features/jobs/api/get-jobs.ts';
import { toJobSearch } from '../features/jobs/job-search.ts';
import { toJobsSearch } from '../features/jobs/jobs-search.ts';
import { toModelSearch } from '../features/models/models-search.ts';
import { resultQuery } from '../features/results/api/get-result.ts';
import { resultsQuery } from '../features/results/api/get-results.ts';
import { toResultSearch } from '../features/results/result-search.ts';
import { toResultsSearch } from '../features/results/results-search.ts';
import { toSignInSearch } from '../features/session/sign-in-search.ts';
import { NotFoundPage } from './not-found-page.tsx';
import { RouteError } from './route-error.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Shell,
  notFoundComponent: NotFoundPage,
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/jobs' });
  },
});

/** Those who are signed in go on; to all others the gate shows the sign-in page. */
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: toSignInSearch,
  component: function GoOn() {
    const { next = '/jobs' } = signInRoute.useSearch();
    const { history } = useRouter();
    useEffect(() => history.replace(next), [history, next]);
    return null;
  },
});

const jobsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: toJobsSearch,
  // Asked for while the code of the page comes.
  loader: ({ context }) => void context.queryClient.prefetchQuery(firstJobsQuery),
  component: lazyRouteComponent(() => import('../features/jobs/jobs-page.tsx'), 'JobsPage'),
});

const jobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$source/$module/$className',
  validateSearch: toJobSearch,
  component: lazyRouteComponent(() => import('../features/jobs/job-page.tsx'), 'JobPage'),
});

const resultsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/results',
  validateSearch: toResultsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.queryClient.prefetchInfiniteQuery(resultsQuery(deps)),
  component: lazyRouteComponent(() => import('../features/results/results-page.tsx'), 'ResultsPage'),
});

const resultRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/results/$id',
  validateSearch: toResultSearch,
  loader: ({ context, params }) => void context.queryClient.prefetchQuery(resultQuery(params.id)),
  component: lazyRouteComponent(() => import('../features/results/result-page.tsx'), 'ResultPage'),
});

const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  component: lazyRouteComponent(() => import('../features/models/models-page.tsx'), 'ModelsPage'),
});

const modelRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$app/$model',
  validateSearch: toModelSearch,
  component: lazyRouteComponent(() => import('../features/models/model-page.tsx'), 'ModelPage'),
});

const newObjectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$app/$model/new',
  component: lazyRouteComponent(() => import('../features/models/object-form-page.tsx'), 'NewObjectPage'),
});

const objectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$app/$model/$id',
  component: lazyRouteComponent(() => import('../features/models/object-page.tsx'), 'ObjectPage'),
});

const editObjectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models/$app/$model/$id/edit',
  component: lazyRouteComponent(() => import('../features/models/object-form-page.tsx'), 'EditObjectPage'),
});

const changesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/changes',
  validateSearch: toChangesSearch,
  component: lazyRouteComponent(() => import('../features/changes/changes-page.tsx'), 'ChangesPage'),
});

const repositoriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/repositories',
  component: lazyRouteComponent(() => import('../features/repositories/repositories-page.tsx'), 'RepositoriesPage'),
});

const schedulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/schedules',
  component: lazyRouteComponent(() => import('../features/schedules/schedules-page.tsx'), 'SchedulesPage'),
});

const adminRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/admin',
  validateSearch: toAdminSearch,
  component: lazyRouteComponent(() => import('../features/admin/admin-page.tsx'), 'AdminPage'),
});

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/profile',
  component: lazyRouteComponent(() => import('../features/profile/profile-page.tsx'), 'ProfilePage'),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  signInRoute,
  jobsRoute,
  jobRoute,
  resultsRoute,
  resultRoute,
  modelsRoute,
  modelRoute,
  newObjectRoute,
  objectRoute,
  editObjectRoute,
  changesRoute,
  repositoriesRoute,
  schedulesRoute,
  adminRoute,
  profileRoute,
]);

/** The addresses of the UI. Each page is a file of its own, loaded when it is first visited. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteError,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
