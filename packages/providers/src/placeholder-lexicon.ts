/**
 * Words of which placeholders, identifiers and examples are made. A value that is mostly explained by them is no key.
 * The list is ordinary vocabulary of code and documentation; `docs/placeholders.md` says how it is weighed.
 */

/** A value that holds one of these as a part of its own is a placeholder, whatever else it holds. */
export const placeholderWords: readonly string[] =
  'example examples placeholder redacted changeme change_me replace_me replaceme your yourkey your_key dummy sample insert paste fake mock masked hidden lorem ipsum todo fixme xxx xxxx foobar notreal not_real notarealkey invalid tbd goeshere'.split(
    ' ',
  );

/** Ordinary words, lower case. */
export const lexicon: readonly string[] = `
a able about above abc absolute abstract accept access account accounts action actions activate activated active activity actual adapter add added address
admin after agent agents alert alerts alias align all allow allowed already also always amazon amount an analytics and android angular another any api apis
app append apple application applications apply approval approve apps archive are args argument array as asc ask assert asset assets assign async at attach
attempt attribute auth authenticate authentication author authorization authorize auto available avatar await aws azure back backend background backup
balance banner base basic batch be been before begin being below beta between bill billing binary bind block blog board body book bool boolean boot both bot
bottom box branch broken bucket buffer bug build builder bundle business but button buy by byte bytes cache call callback called can cancel canary card cards
cart case catalog category center chain change changed changes channel char character charge charges chat check checked checkout child class clean clear
cli click client clients clone close closed cloud cluster code codes collection color column com comma command comment commerce commit common company
compare compile complete component compute config configuration configure confirm connect connected connection connections console constant contact
contacts container content context continue control conversation conversations convert cookie copy core correct cost count counter country create created
credential credentials credit crm cross current custom customer customers daily dark dashboard data database date day days db deactivated dead debug
decode default defaults define delete deleted delivery demo deploy deployment deprecated desc describe description desktop detail details detect dev
developer development device devices dialog diff digest dir directory disable disabled discount dispatch display do doc docker document documentation docs does
domain done double down download draft driver drop dry duplicate duration dynamic each edit editor element email emails embed empty enable enabled encode
encoded end endpoint endpoints engine enter entity entries entry enum env environment environments equal error errors escape event events every exact
except exception exchange exclude exec execute exist existing exists exit expect expected expire expired expires expiry export express extend extension
external extra facebook factory fail failed failure fallback false family fast favorite feature features feed fetch field fields file files fill filter final
find first fix fixed fixture fixtures flag flags flat flow flush folder follow font foo bar baz qux quux for force foreign form format forms found frame framework from front
frontend full func function functions gateway general generate generated generator generic get getter git github given global go good google graph
graphql grid group groups guard guest guide handle handler handlers has hash have head header headers health hello help helper here hex hide high history hold
home hook hooks host hosted hot hour hours how html http https hub icon id identifier identity if ignore image images import in include inactive incoming index
info init initial inline input inside install instance int integer integration integrations interface internal into invoice invoices ip is issue item items
iterator java javascript job jobs join json just keep key keys kind kit label language large last later latest launch layer layout lead leads learn left length less
level lib library license light like limit limits line link links linux list listen listener lists live lives load loaded loader local locale location
lock locked log logger logging login logo logout logs long loop low mac magic mail main maintenance make manage manager manual map mark market match max me
media member members memory menu merchant merge message messages meta metadata method metrics middleware migrate migration min minute minutes missing mobile
mocked mocks mod mode model models module modules monitor month more most mount move multi multiple must my mysql name names namespace native need nested network
never new news next no node none normal not note notes nothing notification notifications notify now null number numbers oauth object objects of off offer office offline
offset ok old on once one online only open operation option optional options or order orders org organization origin original other our out output over override
overview own owner pack package packages page pages paid panel param parameter params parent parse parser part partial partner parts pass passed password path paths
pattern pause pay payload payment payments pending people per percent permission permissions person phone php picture pipeline pipelines place plain plan plans
platform play player please plugin plugins point policy pool pop popup port portal position post posts prefix premium prepare present press preview previous
price prices pricing primary print priority private pro process processor prod product production products profile program progress project projects prop
properties property protected provider providers proxy pub public publish published pull purchase purge push put python query queue quick quota random range
rate raw read reader ready real reason receive received recent record records recover redirect redis reduce ref reference refresh refund region register
registry regular reject related relation release reload remote remove removed rename render renew replace replica reply report reports repository request
requests require required reset resolve resource resources response rest restart restore restricted result results resume retries retry return returns reverse
review revoke revoked right role roles rollback root rotate rotated rotation route router routes row rows rule rules run runner running safe sale sales salt same sandbox save saved
scan scanner schedule schema scope scopes score screen script scripts scroll sdk search second seconds secret secrets section secure security see seed select
self send sender sent sequence serial series server servers service services session sessions set setting settings setup several shape share shared sharing shell ship shop
should show sign signature signed simple single site size skip slack slot slow slug small smart smoke snapshot so socket some something sort source space spec
special split spring sql src stack stage staging standard star start started starts startup state statement states static stats status step steps still stop
storage store stored stores stream street strict string strip stripe strong struct style styles sub subject submit subscribe subscription subscriptions success suffix suite
sum summary super support switch symbol sync syntax system table tables tag tags take target task tasks team teams temp template templates temporary tenant
terminal test tested tester testing tests text than that the their them theme then there these they thing this thread threads three through throw time timeout times
timestamp title to toggle token tokens too tool tools top topic total trace track tracking traffic transaction transactions transfer transform transition tree
trial trigger true try tunnel two type types ui undefined under unique unit unknown unlock until unused up update updated updates upgrade upload url urls usage use used
user username users uses using utils valid validate validation value values var variable variables vault vendor verification verified verify version versions very via video
view views visible visit wait wallet want warn warning was watch way we web webhook webhooks website week weight welcome well what when where which while white who
why widget width will window windows with within without word words work worker workers workflow working workspace workspaces world would wrap write writer wrong yaml year
years yes yet you zero zone deadbeef cafebabe badcafe feedface abcdef clarky clarify klipy agentclara clerk paystack woocommerce ck sk pk rk clara
abcd abcde aaaa qwerty asdf zxcv hunter letmein secretkey apikey accesskey somekey keyhere tokenhere value1 test1 test123 demo1 string1 characters alphanumeric letters digits
`
  .trim()
  .replaceAll('\n', ' ')
  .split(' ');
