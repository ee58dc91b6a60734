import { expect, it } from 'vitest'
import { createService } from '../../src/index.node.ts'
import { OwnConnections } from '../../src/transport/own-connections.ts'
import { startOracleService } from '../speech/oracle-service.ts'

it('connections of an operation are all closed when it is, however far they are', async () => {
  await using oracle = await startOracleService()
  const own = new OwnConnections(oracle.service, 'speech')
  const open = own.open()
  await oracle.proxy.waitFor(() => oracle.emulator.sockets === 1)
  oracle.proxy.setRules({ connection: 2, silent: true })
  const connecting = own.open()
  await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 2)
  await own.close()
  expect([open.status, connecting.status]).toEqual(['closed', 'closed'])
  const { proxy } = oracle
  await proxy.waitFor(() => !proxy.connections.some(({ isOpen }) => isOpen))
})

it('one that is gone is not waited for', async () => {
  await using oracle = await startOracleService()
  const own = new OwnConnections(oracle.service, 'speech')
  const gone = own.open()
  await gone.close()
  await own.close()
  expect(gone.status).toBe('closed')
  const keyless = createService({ token: () => '', baseUrl: oracle.proxy.url })
  const refused = new OwnConnections(keyless, 'speech')
  const failed = refused.open()
  await refused.close()
  expect(failed.status).toBe('closed')
  expect(oracle.emulator.sessions.length).toBeLessThan(2)
})
