import SIP

/// A call between two agents, told by what each does and when.
struct CallScenario {
    var name: String
    /// How it must end when nothing is lost: what each leg hears.
    var alice: String
    var bob: String
    /// How it may end for Bob as well when a lost message has changed the order of things.
    var orBob: String?
    var play: (AgentWorld, _ alice: Agent, _ bob: Agent) -> Void

    /// Plays it, losing what `loses` says.
    func run(loses: @escaping (Int) -> AgentWorld.Loss = { _ in .arrives }) -> Ending {
        let world = AgentWorld()
        world.loses = loses
        let alice = Agent("alice", world)
        let bob = Agent("bob", world)
        alice.peer = bob
        bob.peer = alice
        play(world, alice, bob)
        // Nobody lets it ring for ever.
        world.after(.seconds(900)) {
            if alice.session?.phase == .proceeding { alice.perform { $0.hangUp() } }
        }
        world.run()
        return Ending(
            alice: alice.heard, bob: bob.heard, alicePhase: alice.session?.phase, bobPhase: bob.session?.phase,
            leftovers: [alice, bob].filter { !$0.isIdle }.map(\.name), sent: world.sent, time: world.now)
    }

    /// What is left of a call.
    struct Ending {
        var alice: [String]
        var bob: [String]
        var alicePhase: InviteSession.Phase?
        var bobPhase: InviteSession.Phase?
        /// Whose transactions or timers did not end.
        var leftovers: [String]
        var sent: [String]
        var time: Duration
    }

    static func answering(
        ringAt: Duration = .zero, answerAt: Duration = .seconds(1), _ world: AgentWorld
    ) -> (Agent) -> Void {
        { bob in
            world.after(ringAt) { bob.perform { $0.progress(180) } }
            world.after(answerAt) { bob.perform { $0.answer(Array("answer".utf8)) } }
        }
    }

    /// Answers every offer, and offers when asked.
    static func agreeable(_ agent: Agent, _ action: SessionAction) {
        switch action {
        case .offerArrived: agent.perform { $0.answerOffer(Array("\(agent.name)-answer".utf8)) }
        case .offerWanted: agent.perform { $0.answerOffer(Array("\(agent.name)-offer".utf8)) }
        default: break
        }
    }

    static var all: [CallScenario] {
        [
            CallScenario(
                name: "the caller hangs up",
                alice: "progressed 180, answered, ended local, finished",
                bob: "acknowledged, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                alice.call()
                world.after(.seconds(60)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "the callee hangs up",
                alice: "progressed 180, answered, ended remote, finished",
                bob: "acknowledged, ended local, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                alice.call()
                world.after(.seconds(60)) { bob.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "the caller cancels while it rings",
                alice: "progressed 180, ended local, finished",
                bob: "ended cancelled, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(answerAt: .seconds(200), world)
                alice.call()
                world.after(.seconds(40)) { alice.perform { $0.hangUp(reason: "SIP;cause=200") } }
            },
            CallScenario(
                name: "the CANCEL crosses the 200",
                alice: "progressed 180, ended local, finished",
                bob: "acknowledged, ended remote, finished",
                orBob: "ended cancelled, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(answerAt: .seconds(40), world)
                alice.call()
                world.after(.milliseconds(40_015)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "the callee is busy",
                alice: "ended refused 486, finished",
                bob: "ended local, finished"
            ) { _, alice, bob in
                bob.meetInvite = { bob in bob.perform { $0.refuse(486) } }
                alice.call()
            },
            CallScenario(
                name: "both hang up at once",
                alice: "progressed 180, answered, ended local, finished",
                bob: "acknowledged, ended local, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                alice.call()
                world.after(.seconds(60)) {
                    alice.perform { $0.hangUp() }
                    bob.perform { $0.hangUp() }
                }
            },
            CallScenario(
                name: "the callee answers and hangs up at once",
                alice: "answered, ended remote, finished",
                bob: "ended local, finished"
            ) { _, alice, bob in
                bob.meetInvite = { bob in
                    bob.perform { $0.answer(Array("answer".utf8)) }
                    bob.perform { $0.hangUp() }
                }
                alice.call()
            },
            CallScenario(
                name: "the caller hangs up on the answer",
                alice: "answered, ended local, finished",
                bob: "acknowledged, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(ringAt: .seconds(100), answerAt: .zero, world)
                alice.leg = { alice, action in
                    if case .answered = action { alice.perform { $0.hangUp() } }
                }
                alice.call()
            },
            CallScenario(
                name: "the caller holds and resumes",
                alice: "progressed 180, answered, answer bob-answer, answer bob-answer, ended local, finished",
                bob: "acknowledged, offer hold, offer resume, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                bob.leg = agreeable
                alice.call()
                world.after(.seconds(60)) { alice.perform { $0.offer(Array("hold".utf8)) } }
                world.after(.seconds(120)) { alice.perform { $0.offer(Array("resume".utf8)) } }
                world.after(.seconds(180)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "both offer at once",
                alice: "progressed 180, answered, offer bob-hold, answer bob-answer, ended local, finished",
                bob: "acknowledged, answer alice-answer, offer alice-hold, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                (alice.leg, bob.leg) = (agreeable, agreeable)
                alice.call()
                world.after(.seconds(60)) {
                    alice.perform { $0.offer(Array("alice-hold".utf8)) }
                    bob.perform { $0.offer(Array("bob-hold".utf8)) }
                }
                world.after(.seconds(240)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "an INVITE without offer",
                alice: "answered, offer bob-offer, ended local, finished",
                bob: "acknowledged, answer alice-answer, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = { bob in bob.perform { $0.answer(Array("bob-offer".utf8)) } }
                alice.leg = agreeable
                alice.call(body: "")
                world.after(.seconds(60)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "reliable ringing",
                alice: "progressed 183, progressed 180, answered, ended local, finished",
                bob: "acknowledged, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = { bob in
                    bob.perform { $0.progress(183, body: Array("answer".utf8)) }
                    bob.perform { $0.progress(180) }
                    world.after(.seconds(20)) { bob.perform { $0.answer([]) } }
                }
                alice.call(require: "100rel")
                world.after(.seconds(60)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "an answer while a reliable description waits for its PRACK",
                alice: "progressed 183, answered, ended local, finished",
                bob: "acknowledged, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = { bob in
                    bob.perform { $0.progress(183, body: Array("answer".utf8)) }
                    bob.perform { $0.answer([]) }
                }
                alice.call(require: "100rel")
                world.after(.seconds(60)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "INFO and OPTIONS within the call",
                alice: "progressed 180, answered, response 200, response 200, ended local, finished",
                bob: "acknowledged, info, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                alice.call()
                world.after(.seconds(60)) {
                    alice.perform {
                        $0.request(.info, body: Array("Signal=5".utf8), contentType: "application/dtmf-relay")
                    }
                }
                world.after(.seconds(100)) { alice.perform { $0.request(.options) } }
                world.after(.seconds(140)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "ten minutes with a session timer of 90 s",
                alice: "progressed 180, answered, ended local, finished",
                bob: "acknowledged, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                var settings = alice.settings
                settings.sessionInterval = .seconds(90)
                alice.call(settings: settings)
                world.after(.seconds(600)) { alice.perform { $0.hangUp() } }
            },
            CallScenario(
                name: "a session timer with re-INVITEs, because the caller takes no UPDATE",
                alice: "progressed 180, answered, offer answer, offer answer, offer answer, ended local, finished",
                bob: "acknowledged, answer alice-answer, ended remote, finished"
            ) { world, alice, bob in
                bob.meetInvite = answering(world)
                alice.leg = agreeable
                alice.settings.allow = [.invite, .ack, .cancel, .bye]
                // The callee refreshes, since the caller leaves it to it.
                alice.settings.supported = []
                alice.settings.sessionInterval = .seconds(300)
                alice.call()
                world.after(.seconds(500)) { alice.perform { $0.hangUp() } }
            },
        ]
    }
}
