import CallModel
package import SIP

extension SIPStack {
    /// Makes a session again that another process had. It is found by its dialog from ``Session/resume()`` on, so that
    /// this may be done before the first socket is open.
    ///
    /// - Parameters:
    ///   - flow: the flow that it began on, as it was kept; a connection of it is gone.
    ///   - phone: whose it is, if it is a phone's: it is looked for among the registered ones when its connection is gone.
    package func resume(
        _ memory: SessionMemory, over flow: Flow, phone: String?, routing: Session.Routing
    ) -> Session {
        var flow = flow
        flow.connection = nil
        let machine = InviteSession(resuming: memory, settings: sessionSettings(on: flow, routing))
        let session = Session(
            machine, callID: memory.dialog.id.callID, stack: self, flow: flow, routing: routing, phone: phone)
        keep(session)
        return session
    }

    /// The flow that takes the place of one whose connection is gone: the phone's newest, of the same kind and host.
    package func successor(of flow: Flow, phone: String?) -> Flow? {
        guard let phone else { return nil }
        let flows = registrar.contacts(of: phone).map(\.flow).filter { $0.kind == flow.kind && transport.isOpen($0) }
        return flows.first { $0.remote.host == flow.remote.host } ?? flows.first
    }
}
