import { useLayoutEffect, useRef } from 'preact/hooks'

/**
 * For what a dialog asks the hub. Called with each question; what it returns says, once the answer
 * is there, whether none was asked since and the dialog is still open.
 */
export function useNewest(): () => () => boolean {
  const asked = useRef(0)
  useLayoutEffect(
    () => () => {
      asked.current += 1
    },
    [],
  )
  return () => {
    asked.current += 1
    const mine = asked.current
    return () => mine === asked.current
  }
}
