export const start = {
  askForKey: "Ask an admin of this project for an API key.",
  copyCode: "Copy the code",
  copyInstall: "Copy the install command",
  createKey: "Create API key",
  existing_one: "This project has {count} key already; its secret cannot be shown again.",
  existing_other: "This project has {count} keys already; their secrets cannot be shown again.",
  intro:
    "Lumetra speaks OpenTelemetry and the Langfuse protocol. An application that is already instrumented only changes host and keys.",
  key: "Create an API key",
  keyNote: "First steps",
  publicKey: "Public key",
  secretKey: "Secret key",
  see: "See it arrive",
  send: "Send a trace",
  shownOnce: "The secret is shown only now. It is filled in below.",
  title: "Send your first trace",
  waiting: "Waiting for the first trace…",
} as const;
