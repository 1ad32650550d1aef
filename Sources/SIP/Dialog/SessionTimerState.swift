struct SessionTimerState: Sendable { init(_ s: SessionSettings) {} }
extension Headers { func lists(_ n: String, _ t: String) -> Bool { false } }
