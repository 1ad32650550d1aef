import CLinux

/// Lets this process open no descriptor above `count`. Only for a process of its own.
func lowerDescriptorLimit(to count: UInt64) {
    var limit = rlimit(rlim_cur: rlim_t(count), rlim_max: rlim_t(count))
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// Ends this process at once. Only for a process of its own.
func endProcess(_ status: Int32) -> Never { _exit(status) }
