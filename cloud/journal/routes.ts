import { createRoute, z } from '@hono/zod-openapi'
import { Problem } from '#shared/contracts/problem.ts'
import {
  AskedPlaces,
  BookedPlaces,
  HandshakeAnswer,
  HeardSession,
  Hello,
  JournalHead,
  MAX_PUSH_BYTES,
  MAX_PUSH_EVENTS,
  PushAnswer,
  PushConflict,
  PushStopped,
} from '#shared/contracts/sync.ts'
import { Failure } from '#shared/domain/failure.ts'
import { createRouter, problems, secured } from '../http.ts'
import { findHub, type HubRow } from '../hubs/store.ts'
import type { Caller } from '../keys/caller.ts'
import { hearSessionOf, shakeHands } from './handshake.ts'
import type { Ingest, IngestDeps } from './ingest.ts'
import { bookedPlaces } from './places.ts'
import { createQuarantineRoutes } from './quarantine-routes.ts'
import { headOf } from './store.ts'

const position = z.coerce.number().pipe(z.int().min(1))

const push = createRoute({
  method: 'post',
  path: '/journal/{epoch}/{firstSeq}',
  tags: ['Journal'],
  summary: 'Take events of the calling hub into the books, in order',
  description:
    'Event bodies as the hub stored them, joined by line feeds, as gzip ' +
    `(content-encoding) of at most ${MAX_PUSH_BYTES} bytes and ${MAX_PUSH_EVENTS} events. ` +
    'A line `#<64 hex digits>` before a body says under which hash its receipt was printed, where ' +
    'a new epoch has chained the event again. Known events are skipped; the answer says how far ' +
    'the books are. What comes before an event that stops the hub (a wrong envelope, or one newer ' +
    'than this cloud) is taken, and the problem says how far. Only the session that the last handshake opened may push.',
  ...secured('hub'),
  request: {
    params: z.object({ epoch: position, firstSeq: position }),
    headers: z.object({
      'kassa-head-hash': z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 small hex digits'),
      'kassa-session': z
        .string()
        .max(80)
        .optional()
        .describe(
          'From the handshake; without it the push is refused like one of an ended session.',
        ),
      'content-encoding': z.literal('gzip').optional().describe('Always so, said or not.'),
    }),
    body: {
      required: true,
      content: { 'application/x-ndjson': { schema: z.string().meta({ format: 'binary' }) } },
    },
  },
  responses: {
    200: { description: 'In the books.', content: { 'application/json': { schema: PushAnswer } } },
    ...problems(401, 403, 413),
    422: {
      description: 'No batch; or the hub is stopped (`reason`), and `cloudSeq` is in the books.',
      content: { 'application/problem+json': { schema: z.union([PushStopped, Problem]) } },
    },
    503: {
      description:
        'Not now; or the cloud is older than the next event (`reason`), and `cloudSeq` is in the books.',
      content: { 'application/problem+json': { schema: z.union([PushStopped, Problem]) } },
    },
    409: {
      description:
        'Send again from `expectedSeq` (gap); shake hands again where the chains differ (fork, epoch) or another session is open (session).',
      content: { 'application/problem+json': { schema: PushConflict } },
    },
  },
})

const handshake = createRoute({
  method: 'post',
  path: '/journal/handshake',
  tags: ['Journal'],
  summary: 'Open a session: where the hub stands, and from where it sends',
  description:
    'Ends the session before. An old disk image or a copy of a disk is given a new epoch: the hub ' +
    'chains what follows `base` again and says hello again. 409 with reason `late`: a newer hello ' +
    'of this hub was answered already.',
  ...secured('hub'),
  request: { body: { required: true, content: { 'application/json': { schema: Hello } } } },
  responses: {
    200: {
      description: 'What the hub does next.',
      content: { 'application/json': { schema: HandshakeAnswer } },
    },
    ...problems(401, 403, 409, 422),
  },
})

const heard = createRoute({
  method: 'put',
  path: '/journal/session',
  tags: ['Journal'],
  summary: "Tell that the session is on the hub's disk",
  ...secured('hub'),
  request: { body: { required: true, content: { 'application/json': { schema: HeardSession } } } },
  responses: {
    200: { description: 'The head.', content: { 'application/json': { schema: JournalHead } } },
    ...problems(401, 403, 422),
    409: {
      description: 'It is not the open one.',
      content: { 'application/problem+json': { schema: PushConflict } },
    },
  },
})

const head = createRoute({
  method: 'get',
  path: '/journal/head',
  tags: ['Journal'],
  summary: "The last event of the calling hub's journal that is in the books",
  ...secured('hub'),
  responses: {
    200: { description: 'The head.', content: { 'application/json': { schema: JournalHead } } },
    ...problems(401, 403),
  },
})

const places = createRoute({
  method: 'post',
  path: '/journal/places',
  tags: ['Journal'],
  summary: 'From where the books have events that a till brought to the calling hub',
  description:
    "Only events of the hub's company. A balance of the feed whose mark of that hub and epoch is at " +
    'the place or past it holds what the event moved.',
  ...secured('hub'),
  request: { body: { required: true, content: { 'application/json': { schema: AskedPlaces } } } },
  responses: {
    200: {
      description: 'Those that are in the books.',
      content: { 'application/json': { schema: BookedPlaces } },
    },
    ...problems(401, 403, 422),
  },
})

export interface JournalRoutesDeps {
  readonly ingest: Ingest
  readonly deliver: IngestDeps['deliver']
  readonly clock: () => number
}

export function createJournalRoutes({ ingest, deliver, clock }: JournalRoutesDeps) {
  return createRouter()
    .openapi(handshake, async (c) => {
      const { caller } = c.var
      const [hub, hello] = [await callingHub(caller), c.req.valid('json')]
      const meeting = { hub, key: caller.keyId, hello, at: clock() }
      return c.json(await shakeHands(caller.group, meeting), 200)
    })
    .openapi(heard, async (c) => {
      const { caller } = c.var
      const hub = await callingHub(caller)
      const standing = await hearSessionOf(caller.group, hub, c.req.valid('json'))
      deliver(caller.group, [hub.id])
      return c.json(standing, 200)
    })
    .openapi(push, async (c) => {
      const { epoch, firstSeq } = c.req.valid('param')
      const { 'kassa-head-hash': headHash, 'kassa-session': session = '' } = c.req.valid('header')
      const hub = await callingHub(c.var.caller)
      const packed = new Uint8Array(await c.req.arrayBuffer())
      const { group } = c.var.caller
      const batch = { hub, epoch, firstSeq, session, headHash, packed }
      return c.json(await ingest.push(group, batch), 200)
    })
    .openapi(head, async (c) => {
      const hub = await callingHub(c.var.caller)
      return c.json(await headOf(c.var.caller.group.db, hub), 200)
    })
    .openapi(places, async (c) => {
      const { caller } = c.var
      const { companyId } = await callingHub(caller)
      const { ids } = c.req.valid('json')
      return c.json({ items: bookedPlaces(caller.group.readHot(), companyId, ids) }, 200)
    })
    .route('/', createQuarantineRoutes({ clock }))
}

async function callingHub({ group, hubId }: Caller): Promise<HubRow> {
  const hub = hubId === null ? undefined : await findHub(group.db, hubId)
  if (hub === undefined) throw new Failure('forbidden', 'Only a hub has a journal.')
  return hub
}
