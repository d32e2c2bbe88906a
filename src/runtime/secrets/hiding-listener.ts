import type { StateReport, WorkerListener } from '../worker/worker-listener.ts'
import type { SecretTexts } from './secret-texts.ts'

/** The same listener, told of failures without secrets in their traces. */
export function hidingListener(listener: WorkerListener, secrets: SecretTexts): WorkerListener {
  const shown = <R extends StateReport>(report: R): R =>
    report.trace === null ? report : { ...report, trace: secrets.hide(report.trace) }
  return {
    onConnector: (name, report) => listener.onConnector(name, shown(report)),
    onTask: (id, report) => listener.onTask(id, shown(report)),
    onReconfigure: (name) => listener.onReconfigure(name),
    onTopic: (id, topic) => listener.onTopic(id, topic),
    onExactlyOnceStart: async (id) => listener.onExactlyOnceStart?.(id),
    onSinkRebalance: () => listener.onSinkRebalance?.(),
    mayCommit: (id) => listener.mayCommit(id),
  }
}
