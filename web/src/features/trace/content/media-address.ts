/** Where stored media are read from, by who reads. */
const seg = encodeURIComponent;

export const projectMedia = (projectId: string) => (mediaId: string) =>
  `/api/v1/projects/${seg(projectId)}/media/${seg(mediaId)}/content`;

/** Of a shared trace, or (with a session) of a turn of a shared session. */
export const sharedMedia =
  (projectId: string, traceId: string, sessionId = "") =>
  (mediaId: string) => {
    const query = new URLSearchParams({ trace_id: traceId, ...(sessionId && { session_id: sessionId }) });
    return `/api/v1/public/projects/${seg(projectId)}/media/${seg(mediaId)}/content?${query}`;
  };
