/** After a form was refused: the cursor goes to the first field that has to be mended. */
export function focusFirstFault(): void {
  // Once the faults are on the screen.
  setTimeout(() => document.querySelector<HTMLElement>('#screen [aria-invalid=true]')?.focus())
}
