// Seen only with types: nobody waits for it.
async function later(): Promise<void> {
  await Promise.resolve();
}

later();
