import { invalidInput, messageOf, VisionError } from '../src';

interface JsonResponse {
  status(code: number): { json(body: object): unknown };
}

/** Responds with the result of `work` as JSON, or with `{code, message}` and status 400 for `INVALID_INPUT`, else 500. */
export function respond(response: JsonResponse, status: number, work: () => object | Promise<object>): void {
  Promise.resolve()
    .then(work)
    .then(
      (body) => response.status(status).json(body),
      (error: unknown) => {
        const code = error instanceof VisionError ? error.code : 'other';
        response.status(code === 'INVALID_INPUT' ? 400 : 500).json({ code, message: messageOf(error) });
      },
    );
}

interface BodyRequest {
  is(type: string): unknown;
  get(header: string): string | undefined;
}

/**
 * Refuses a request that a form of another site can send: it cannot send JSON.
 * @throws VisionError `INVALID_INPUT`
 */
export function refuseForms(request: BodyRequest): void {
  if (!request.is('json')) throw invalidInput('Content-Type', 'application/json', request.get('content-type'));
}
