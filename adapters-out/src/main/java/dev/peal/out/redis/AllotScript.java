package dev.peal.out.redis;

/// The script that gives numbers. One call serves one bucket or several of the same server, all or
/// nothing: whatever it refuses, it has taken nothing.
///
/// **What it may be asked for**, in any combination: the membership version to be compared;
/// positions of a conversation; sends to be recognised or remembered; seqs of users.
///
/// **KEYS**: the hashes of `nb` buckets, then for every bucket of senders its two slices of sends.
///
/// **ARGV**
///
/// | | |
/// |---|---|
/// | 1 `now` | time passed in, µs |
/// | 2 `spare` | a bucket with fewer numbers left than this is reported |
/// | 3 `slice` | how long a slice of sends is written to, µs |
/// | 4 `mode` | `all`: unknown sends take positions here; `put`: they come with them; `ask`: they are only asked for |
/// | 5 `take` | seqs for every user; -1: as many as there are fresh sends |
/// | 6 `nb` | number of buckets |
/// | 7 `home` | index in KEYS of the conversation's bucket; 0: not in this call |
/// | 8, 9, 10 | field of the positions; field of the version, or empty; version of the caller's members |
/// | 11 `want` | positions to take besides those of sends |
/// | 12 `state` | what sends are remembered as: `P` pending, `D` done |
/// | 13 `ng` | number of groups of sends, each of one bucket |
/// | then, for every bucket | epoch, number of users, their fields |
/// | then, for every group of sends of one bucket | its index in KEYS, index in KEYS of its first slice, number of sends `m`; their `m` fields; then for each: its place among all sends from 1, `bears` (see [Send]), `what`, position |
/// | last | number of sends |
///
/// **Answer**, a list that begins with
///
/// | | |
/// |---|---|
/// | `A` | lowest stamp, highest stamp, first position of `want`, number of seqs; the first seq of every user, in the order of ARGV, none when none was taken; for every send a new position (0: unknown, only asked) or what is remembered; the indexes of buckets that are running out |
/// | `R` | indexes of buckets that are missing, of another epoch, or of another reign |
/// | `W` | the latest opening, which has not come |
/// | `V` | no version is known |
/// | `S` | the members are older than this version |
/// | `L` | pairs: place of a send that is unknown though the memory may have lost it; since when the memory remembers |
/// | `C` | pairs: index of a bucket, the number that its ceiling forbids |
///
/// What goes into the journal again is remembered anew, in the slice in use: pending sends that are
/// the same message, and, when it comes with its position, a done one too, whose record was too
/// late and is sent again. Or its slice could be emptied while it is on its way.
///
/// Numbers stay below 2^53, which Lua keeps exactly; where they become text it is with `%d`,
/// because Lua's own way rounds to 14 digits.
final class AllotScript {

  static final Script SCRIPT =
      Script.of(
          Script.REIGN,
          """
          local now, spare, slice = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
          local mode, take, nb = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
          local home, want, state = tonumber(ARGV[7]), tonumber(ARGV[11]), ARGV[12]
          local a = 14

          -- Is every bucket what the caller takes it for?
          local me = '/' .. reign()
          local refused, opens = {'R'}, 0
          local has, first, users = {}, {}, {}
          for i = 1, nb do
            local n = tonumber(ARGV[a + 1])
            local v = redis.call('HMGET', KEYS[i], 'r', 'o', 'f', 'c', 't',
                unpack(ARGV, a + 2, a + 1 + n))
            if v[1] ~= ARGV[a] .. me then
              refused[#refused + 1] = i
            else
              local o = tonumber(v[2])
              if now <= o and o > opens then opens = o end
            end
            has[i], first[i], users[i] = v, a + 2, n
            a = a + 2 + n
          end
          if #refused > 1 then return refused end
          if opens > 0 then return {'W', opens} end

          -- Are the caller's members new enough?
          if home > 0 and ARGV[9] ~= '' then
            local version = redis.call('HGET', KEYS[home], ARGV[9])
            if not version then return {'V'} end
            if tonumber(ARGV[10]) < tonumber(version) then return {'S', tonumber(version)} end
          end

          -- What is remembered of the sends? Of new ones, where in ARGV they are.
          local known, field, detail, fresh, unknown, look = {}, {}, {}, 0, 0, {'L'}
          local again = 0
          local groups, slices = {}, {}
          for g = 1, tonumber(ARGV[13]) do
            local i, s, m = tonumber(ARGV[a]), tonumber(ARGV[a + 1]), tonumber(ARGV[a + 2])
            a = a + 3
            local v = slices[i] or redis.call('HMGET', KEYS[i], 'n', 'a', 'b')
            slices[i] = v
            local began = math.max(tonumber(has[i][2]), tonumber(v[3] or 0))
            local one = redis.call('HMGET', KEYS[s], unpack(ARGV, a, a + m - 1))
            local two = redis.call('HMGET', KEYS[s + 1], unpack(ARGV, a, a + m - 1))
            local x, put = a + m, {}
            for j = 1, m do
              local place = tonumber(ARGV[x])
              local value = one[j] or two[j]
              if value then
                known[place] = value
                if string.sub(value, string.find(value, ' ', 1, true) + 1) == ARGV[x + 2] then
                  local pending = string.byte(value) == 80
                  if pending then fresh = fresh + 1 end
                  if state == 'P' and (pending or mode == 'put') then
                    again = again + 1
                    field[place] = ARGV[a + j - 1]
                    put[#put + 1] = place
                  end
                end
              elseif began > tonumber(ARGV[x + 1]) then
                look[#look + 1] = place
                look[#look + 1] = began
              else
                unknown = unknown + 1
                field[place], detail[place] = ARGV[a + j - 1], x + 2
                put[#put + 1] = place
              end
              x = x + 4
            end
            groups[g] = {i, s, put}
            a = x
          end
          if #look > 1 then return look end
          local ns = tonumber(ARGV[a])

          -- Do all numbers fit below the ceilings?
          local full, position, last = {'C'}, 0, 0
          if mode == 'all' then want = unknown end
          if home > 0 and want > 0 then
            position = tonumber(redis.call('HGET', KEYS[home], ARGV[8]) or has[home][3])
            last = position + want
            position = position + 1
          end
          if mode == 'ask' then unknown, again = 0, 0 end
          local k = take
          if k < 0 then k = fresh + unknown end
          local answer, at, sets, low, high, near = {'A', 0, 0, 0, 0}, 5, {}, now, now, {}
          if k > 0 or want > 0 or unknown > 0 or again > 0 then
            low, high = 9007199254740991, 0
            for i = 1, nb do
              local v = has[i]
              local floor, ceiling, stamp = tonumber(v[3]), tonumber(v[4]), tonumber(v[5])
              local set, n, top = {'t', v[5]}, 2, 0
              if stamp < now then stamp, set[2] = now, ARGV[1] end
              if stamp < low then low = stamp end
              if stamp > high then high = stamp end
              if i == home and want > 0 then
                set[3], set[4], n, top = ARGV[8], string.format('%d', last), 4, last
              end
              if k > 0 then
                local f = first[i] - 1
                for j = 1, users[i] do
                  local seq = tonumber(v[5 + j]) or floor
                  at = at + 1
                  answer[at] = seq + 1
                  seq = seq + k
                  if seq > top then top = seq end
                  set[n + 1], set[n + 2] = ARGV[f + j], string.format('%d', seq)
                  n = n + 2
                end
              end
              if top > ceiling then
                full[#full + 1] = i
                full[#full + 1] = top
              elseif top > ceiling - spare then
                near[#near + 1] = i
              end
              sets[i] = set
            end
          end
          if #full > 1 then return full end

          -- Nothing is refused from here on.
          answer[2], answer[3], answer[4], answer[5] = low, high, position, at - 5
          local places = {}
          for place = 1, ns do
            at = at + 1
            if known[place] then
              answer[at] = known[place]
            else
              local p = 0
              if mode == 'all' then
                p = position
                position = position + 1
              elseif mode == 'put' then
                p = tonumber(ARGV[detail[place] + 1])
              end
              answer[at], places[place] = p, p
            end
          end
          for g = 1, #groups do
            local i, s, put = unpack(groups[g])
            if #put > 0 and mode ~= 'ask' then
              local set, v = sets[i], slices[i]
              local n, since, stamp = tonumber(v[1] or 0), tonumber(v[2] or 0), tonumber(set[2])
              if n == 0 or stamp >= since + slice then
                n = n + 1
                redis.call('UNLINK', KEYS[s + n % 2])
                redis.call('HSET', KEYS[i], 'n', n, 'a', set[2])
                if n > 2 then redis.call('HSET', KEYS[i], 'b', v[2]) end
                v[1], v[2] = n, set[2]
              end
              local memory = {}
              for j = 1, #put do
                local place = put[j]
                memory[2 * j - 1] = field[place]
                memory[2 * j] = known[place]
                    or string.format('%s%d %s', state, places[place], ARGV[detail[place]])
              end
              redis.call('HSET', KEYS[s + n % 2], unpack(memory))
            end
          end
          for i = 1, #sets do redis.call('HSET', KEYS[i], unpack(sets[i])) end
          for i = 1, #near do answer[at + i] = near[i] end
          return answer
          """);

  private AllotScript() {}
}
