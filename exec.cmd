@rem npm scripts start with "exec", so that signals reach node and not a shell; cmd has no such word.
@%*
