namespace groundedSam {
  /**
   * Sends JSON to an admin endpoint, which forms of other sites cannot.
   * @param path below `grounded-sam/`
   */
  export const postJson = <Response>(path: string, body: object): JQuery.jqXHR<Response> =>
    $.ajax({
      ...{ url: `grounded-sam/${path}`, method: 'POST', data: JSON.stringify(body) },
      ...{ contentType: 'application/json', dataType: 'json' },
    });

  /** Why a request failed, as far as the browser knows. */
  export interface RequestFailure {
    /** HTTP status; 0 if Node-RED did not answer. */
    readonly status: number;
    readonly isForbidden: boolean;
    /** The sentence of the endpoint. */
    readonly message: string | undefined;
  }

  /** @param reason that jQuery rejects with */
  export function requestFailure(reason: unknown): RequestFailure {
    const { status, responseJSON } = reason as JQuery.jqXHR<unknown>;
    return { status, isForbidden: status === 401 || status === 403, message: responseJSON?.message };
  }
}
