export { type ChainResult, ChainUnderTest, type ResultFailure, type ResultRecord } from './chain-test.ts'
export { plain, plainBytes } from './plain.ts'
export { type TestChainOptions, testChain } from './test-chain.ts'
export type { TestRecord } from './test-record.ts'
