-- POST of the bodies in BODIES, one after the other, each with an Idempotency-Key of its own.
local bodies, sent = {}, 0

function init()
  for line in io.lines(os.getenv("BODIES")) do
    bodies[#bodies + 1] = line
  end
end

function request()
  sent = sent + 1
  wrk.headers["Idempotency-Key"] = os.getenv("RUN") .. "-" .. sent
  return wrk.format("POST", nil, nil, bodies[1 + sent % #bodies])
end
