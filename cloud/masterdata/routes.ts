import { createRouter } from '../http.ts'
import { createCompanyRoutes } from './company-routes.ts'
import { createPeopleRoutes } from './people-routes.ts'
import { createProductRoutes } from './product-routes.ts'

/** Everything under /v1 that HQ and partners read and change of the master data. */
export function createMasterdataRoutes() {
  const router = createRouter()
  router.route('/', createCompanyRoutes())
  router.route('/', createProductRoutes())
  router.route('/', createPeopleRoutes())
  return router
}
